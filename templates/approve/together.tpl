{{%AUTOESCAPE context="HTML"}}
<h1>一并办理</h1>
{{#NONE}}<p class="error" role="alert"><span>错误：</span>所选办件现在都不能一并办理，原因见下表。</p>{{/NONE}}
{{#SOME}}
{{#DECIDES}}
<p class="lead">请逐件核对。每一件都以您的证书分别签名；其中有不能办的，会单独说明，不影响其他各件。</p>
{{/DECIDES}}
<form id="together" method="post" action="/approve/together">
<input type="hidden" name="csrf" value="{{CSRF}}">
<table class="thumbs">
<thead><tr><th scope="col">办件编号</th><th scope="col">单位</th><th scope="col">印章</th><th scope="col">核验</th><th scope="col">录入</th><th scope="col">印模</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="办件编号" class="code"><input type="hidden" name="case" value="{{VALUE}}"><a href="{{HREF}}">{{NUMBER}}</a></td><td data-label="单位">{{UNIT_NAME}}</td><td data-label="印章">{{SEAL_NAME}}<br><span class="quiet">{{KIND}} {{REASON}}</span>{{#WARNING}}<br><strong>{{SENTENCE}}</strong>{{/WARNING}}</td><td data-label="核验">{{CHECKER}}</td><td data-label="录入">{{CLERK}}</td><td data-label="印模">{{#PICTURE}}<img class="thumb" src="{{SRC}}" alt="{{SEAL_NAME}} 的印模" loading="lazy">{{/PICTURE}}</td></tr>
{{/ROW}}
{{#CANNOT}}
<tr class="over"><td data-label="办件编号" class="code"><a href="{{HREF}}">{{NUMBER}}</a></td><td data-label="单位">{{UNIT_NAME}}</td><td data-label="印章">{{SEAL_NAME}}<br><span class="quiet">{{KIND}} {{REASON}}</span></td><td data-label="说明" colspan="3"><strong>不能一并办理：</strong>{{SENTENCE}}</td></tr>
{{/CANNOT}}
</tbody>
</table>
{{#DECIDES}}
<input type="hidden" name="act" value="{{NAME}}">
<div class="field"><label for="f-note">意见<span class="quiet">（可不填，记入每一件）</span></label><input class="input" id="f-note" name="note" maxlength="200"></div>
<div class="actions">
<button class="button" type="submit">{{LABEL}}</button>
<a class="button-back" href="/approve/list?tab=mine">返回，不办理</a>
</div>
{{/DECIDES}}
</form>
{{/SOME}}
