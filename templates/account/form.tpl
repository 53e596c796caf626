{{%AUTOESCAPE context="HTML"}}
<h1>{{HEADING}}</h1>
{{#LEAD}}
<p class="lead">{{SENTENCE}}</p>
{{/LEAD}}
{{#NOTE}}
<p class="note{{#URGENT}} note-urgent{{/URGENT}}" role="status">{{SENTENCE}}</p>
{{/NOTE}}
{{>ANSWERS}}
{{>FORM}}
{{#AFTER}}
<p>{{SENTENCE}}<a href="{{HREF}}">{{LABEL}}</a></p>
{{/AFTER}}
