{{%AUTOESCAPE context="HTML"}}
{{#GROUP}}
<h2 class="group">{{GROUP_LABEL}}</h2>
{{/GROUP}}
{{#HIDDEN}}
<input type="hidden" name="{{NAME}}" value="{{VALUE}}">
{{/HIDDEN}}
{{#LABELLED}}
<div class="field{{#BAD}} field-bad{{/BAD}}">
<label for="f-{{NAME}}">{{LABEL}}{{#OPTIONAL}}<span class="optional">（选填）</span>{{/OPTIONAL}}</label>
{{#HINT}}
<p class="hint" id="h-{{NAME}}">{{HINT}}</p>
{{/HINT}}
{{#BAD}}
<p class="error" id="e-{{NAME}}"><span>错误：</span>{{SENTENCE}}</p>
{{/BAD}}
{{#INPUT}}
<input class="input" type="{{TYPE}}" id="f-{{NAME}}" name="{{NAME}}" value="{{VALUE}}"{{#MAXLENGTH}} maxlength="{{MAX}}"{{/MAXLENGTH}}{{#REQUIRED}} required{{/REQUIRED}}{{#MODE}} inputmode="{{INPUTMODE}}"{{/MODE}}{{#COMPLETE}} autocomplete="{{AUTOCOMPLETE}}"{{/COMPLETE}}{{#DESCRIBED}} aria-describedby="{{DESCRIBED_BY}}"{{/DESCRIBED}}{{#BAD}} aria-invalid="true"{{/BAD}}>
{{/INPUT}}
{{#FILE}}
<input class="input-file" type="file" id="f-{{NAME}}" name="{{NAME}}" accept="{{ACCEPT}}" data-max="{{BYTES}}"{{#REQUIRED}} required{{/REQUIRED}}{{#DESCRIBED}} aria-describedby="{{DESCRIBED_BY}}"{{/DESCRIBED}}{{#BAD}} aria-invalid="true"{{/BAD}}>
{{/FILE}}
{{#AREA}}
<textarea class="input" id="f-{{NAME}}" name="{{NAME}}" rows="5"{{#MAXLENGTH}} maxlength="{{MAX}}"{{/MAXLENGTH}}{{#REQUIRED}} required{{/REQUIRED}}{{#DESCRIBED}} aria-describedby="{{DESCRIBED_BY}}"{{/DESCRIBED}}{{#BAD}} aria-invalid="true"{{/BAD}}>
{{VALUE:pre_escape}}</textarea>
{{/AREA}}
{{#SELECT}}
<select class="input" id="f-{{NAME}}" name="{{NAME}}"{{#REQUIRED}} required{{/REQUIRED}}{{#DESCRIBED}} aria-describedby="{{DESCRIBED_BY}}"{{/DESCRIBED}}{{#BAD}} aria-invalid="true"{{/BAD}}>
<option value="">请选择</option>
{{#CHOICE}}
<option value="{{VALUE}}"{{#CHOSEN}} selected{{/CHOSEN}}>{{LABEL}}</option>
{{/CHOICE}}
</select>
{{/SELECT}}
</div>
{{/LABELLED}}
{{#RADIOS}}
<fieldset class="field{{#BAD}} field-bad{{/BAD}}" id="f-{{NAME}}" tabindex="-1"{{#DESCRIBED}} aria-describedby="{{DESCRIBED_BY}}"{{/DESCRIBED}}>
<legend>{{LABEL}}{{#OPTIONAL}}<span class="optional">（选填）</span>{{/OPTIONAL}}</legend>
{{#HINT}}
<p class="hint" id="h-{{NAME}}">{{HINT}}</p>
{{/HINT}}
{{#BAD}}
<p class="error" id="e-{{NAME}}"><span>错误：</span>{{SENTENCE}}</p>
{{/BAD}}
{{#RADIO}}
<label class="choice"><input type="radio" name="{{NAME}}" value="{{VALUE}}"{{#CHOSEN}} checked{{/CHOSEN}}{{#REQUIRED}} required{{/REQUIRED}}> {{LABEL}}</label>
{{/RADIO}}
</fieldset>
{{/RADIOS}}
{{#CHECK}}
<div class="field{{#BAD}} field-bad{{/BAD}}">
{{#BAD}}
<p class="error" id="e-{{NAME}}"><span>错误：</span>{{SENTENCE}}</p>
{{/BAD}}
<label class="choice"><input type="checkbox" id="f-{{NAME}}" name="{{NAME}}" value="1"{{#CHOSEN}} checked{{/CHOSEN}}{{#REQUIRED}} required{{/REQUIRED}}{{#DESCRIBED}} aria-describedby="{{DESCRIBED_BY}}"{{/DESCRIBED}}{{#BAD}} aria-invalid="true"{{/BAD}}> {{LABEL}}</label>
{{#HINT}}
<p class="hint" id="h-{{NAME}}">{{HINT}}</p>
{{/HINT}}
</div>
{{/CHECK}}
