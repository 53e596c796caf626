{{%AUTOESCAPE context="HTML"}}
<h1>提出系统授权</h1>
<p class="lead">先评估风险，再提出。提出时用您的密钥签名；由另一位保管人同意以后生效。</p>
{{>FORM}}
