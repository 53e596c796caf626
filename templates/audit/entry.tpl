{{%AUTOESCAPE context="HTML"}}
<h1>审计记录第 {{SEQ}} 条</h1>
{{>ANSWERS}}
{{#ALARM}}<p class="actions"><a class="button button-plain" href="/audit/incident?source=trail&amp;ref={{SEQ:url_query_escape}}">登记为安全事件</a></p>
{{/ALARM}}<p>{{#PREVIOUS}}<a href="/audit/{{SEQ}}">上一条</a>　{{/PREVIOUS}}{{#FOLLOWING}}<a href="/audit/{{SEQ}}">下一条</a>　{{/FOLLOWING}}{{#KNOWN}}<a href="/audit?object={{OBJECT:url_query_escape}}">这一对象的全部记录</a>　{{/KNOWN}}<a href="/audit">返回列表</a></p>
