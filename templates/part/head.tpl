{{%AUTOESCAPE context="HTML"}}
<tr>
{{#COLUMN}}
<th scope="col"{{#SORTED_UP}} aria-sort="ascending"{{/SORTED_UP}}{{#SORTED_DOWN}} aria-sort="descending"{{/SORTED_DOWN}}>{{#LINK}}<a href="{{HREF}}">{{/LINK}}{{LABEL}}{{#LINK}}</a>{{/LINK}}</th>
{{/COLUMN}}
</tr>
