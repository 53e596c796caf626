{{%AUTOESCAPE context="HTML"}}
<a href="/audit?object={{OBJECT:url_query_escape}}">{{NAME}}</a>{{#CODED}} <span class="quiet">{{CODE}}</span>{{/CODED}}{{#ID}}<br><small class="code">{{OBJECT}}</small>{{/ID}}
