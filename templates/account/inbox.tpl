{{%AUTOESCAPE context="HTML"}}
<div class="case-head">
<h1>消息</h1>
{{#ALL}}
<form method="post" action="/account/inbox">
<input type="hidden" name="csrf" value="{{CSRF}}">
<input type="hidden" name="id" value="all">
<button type="submit">全部标为已读</button>
</form>
{{/ALL}}
</div>
{{#EMPTY}}
<p>没有消息。办件有进展、印章将到期时，会在这里通知您。</p>
{{/EMPTY}}
{{#SOME}}
<ul class="notices">
{{#ITEM}}
<li{{#NEW}} class="unread"{{/NEW}}>
<time>{{AT}}</time>
{{TEXT}}
{{#LINK}}<a href="{{HREF}}">前往办理</a>{{/LINK}}
{{#NEW}}
<form method="post" action="/account/inbox">
<input type="hidden" name="csrf" value="{{CSRF}}">
<input type="hidden" name="id" value="{{ID}}">
<button class="link" type="submit">标为已读</button>
</form>
{{/NEW}}
</li>
{{/ITEM}}
</ul>
{{/SOME}}
{{>PAGER}}
