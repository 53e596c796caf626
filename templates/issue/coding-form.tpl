{{%AUTOESCAPE context="HTML"}}
{{>CASE}}
<h2>{{HEADING}}</h2>
<p>{{SENTENCE}}</p>
{{>FORM}}
