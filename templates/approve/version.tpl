{{%AUTOESCAPE context="HTML"}}
{{>CASE}}
<p class="note">这是第 {{N}} 稿，已被后来的内容代替，只供查阅。<a href="{{BACK}}">返回现在的内容</a></p>
{{>ANSWERS_PART}}
{{>MATERIALS_PART}}
