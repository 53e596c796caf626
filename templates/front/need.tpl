{{%AUTOESCAPE context="HTML"}}
{{>CASE}}
<p>本单位人员申请个人印章，由本单位根据实际工作需要审核；同意以后才能制作。</p>
{{#CANNOT}}<p class="quiet">{{SENTENCE}}</p>{{/CANNOT}}
{{>FORM}}
{{>ANSWERS_PART}}
