{{%AUTOESCAPE context="HTML"}}
<h1>注册经办人</h1>
<p class="lead">先查找您的单位。单位已在本系统登记的，不需要再填写单位资料。</p>
{{>ERRORS}}
<form class="form" method="get" action="/account/register" novalidate>
{{>FIELDS}}
<div class="actions">
<button class="button" type="submit">查找单位</button>
<a class="button-back" href="/account/signin">已有账号，去登录</a>
</div>
</form>
