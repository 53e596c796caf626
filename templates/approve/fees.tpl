{{%AUTOESCAPE context="HTML"}}
{{>CASE}}
<h2>已登记的费用</h2>
{{#NONE}}<p class="quiet">还没有登记。</p>{{/NONE}}
<dl class="facts">
{{#ROW}}<dt>{{LABEL}}</dt><dd>{{VALUE}}，{{NOTE}}<br><span class="quiet">{{WHO}} 登记，{{WHEN}}</span></dd>
{{/ROW}}
</dl>
<p class="quiet">本系统只登记、不收费。登记错的再登记一次，以最后一次为准，先前的保留。</p>
<h2>登记</h2>
{{>FORM}}
