{{%AUTOESCAPE context="HTML"}}
<h1>服务机构</h1>
<p>受委托办理受理和制作的电子印章服务机构。其人员的受理、审批和制作岗位只在合同有效期内起作用。</p>
{{#EMPTY}}
<p>没有登记服务机构。</p>
{{/EMPTY}}
{{>TASKS}}
{{#ADDS}}
<p><a class="button" href="/admin/institutions/add">登记服务机构</a></p>
{{/ADDS}}
<p><a href="/admin">返回管理</a></p>
