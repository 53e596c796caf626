{{%AUTOESCAPE context="HTML"}}
{{#ANY}}
{{#HEADED}}
<h2>{{HEADING}}</h2>
{{/HEADED}}
<ul class="tasks">
{{#TASK}}
<li class="task">
{{#LINK}}<a href="{{HREF}}">{{LABEL}}</a>{{/LINK}}{{#PLAIN}}<span>{{LABEL}}</span>{{/PLAIN}}
<span class="task-state task-{{TONE}}">{{STATE}}</span>
{{#WHY}}
<span class="task-why">{{REASON}}</span>
{{/WHY}}
</li>
{{/TASK}}
</ul>
{{/ANY}}
