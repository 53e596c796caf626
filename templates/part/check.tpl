{{%AUTOESCAPE context="HTML"}}
<h1>{{HEADING}}</h1>
{{>ERRORS}}
{{>ANSWERS}}
{{>CONFIRM}}
