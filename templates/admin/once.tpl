{{%AUTOESCAPE context="HTML"}}
<h1>{{HEADING}}</h1>
<div class="done">
<div>
<p>一次性口令</p>
<p class="big" id="once">{{CODE}}</p>
<button type="button" data-copy="once" hidden>复制</button>
</div>
<div>
<p>账号 <strong>{{LOGIN}}</strong>，姓名 <strong>{{NAME}}</strong></p>
<p>只在这里显示一次，请当面交给本人。本人首次登录须更换口令，在此之前不能办理业务。</p>
</div>
</div>
<p><a href="/admin/person/{{ID}}">查看人员资料</a></p>
