{{%AUTOESCAPE context="HTML"}}
<h1>审计记录第 {{SEQ}} 条</h1>
{{>ANSWERS}}
<p>{{#PREVIOUS}}<a href="/audit/{{SEQ}}">上一条</a>　{{/PREVIOUS}}{{#FOLLOWING}}<a href="/audit/{{SEQ}}">下一条</a>　{{/FOLLOWING}}{{#KNOWN}}<a href="/audit?object={{OBJECT:url_query_escape}}">这一对象的全部记录</a>　{{/KNOWN}}<a href="/audit">返回列表</a></p>
