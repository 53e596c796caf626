{{%AUTOESCAPE context="HTML"}}
<ul class="tasks">
{{#TASK}}
<li class="task">
{{#LINK}}<a class="task-name" href="{{HREF}}">{{LABEL}}</a>{{/LINK}}{{#PLAIN}}<span class="task-name">{{LABEL}}</span>{{/PLAIN}}
<span class="task-state task-{{TONE}}">{{STATE}}</span>
{{#WHY}}
<span class="task-why">{{REASON}}</span>
{{/WHY}}
</li>
{{/TASK}}
</ul>
