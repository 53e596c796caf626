{{%AUTOESCAPE context="HTML"}}
<nav class="pager" aria-label="翻页">
{{#FIRST}}
<a href="{{HREF}}">回到第一页</a>
{{/FIRST}}
<span class="pager-count">{{SHOWN}}</span>
{{#NEXT}}
<a rel="next" href="{{HREF}}">下一页</a>
{{/NEXT}}
</nav>
