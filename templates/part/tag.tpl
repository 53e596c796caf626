{{%AUTOESCAPE context="HTML"}}
<strong class="tag tag-{{TONE}}">{{LABEL}}</strong>
