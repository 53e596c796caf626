{{%AUTOESCAPE context="HTML"}}
<div class="note"><p>涉及国家秘密的文件和事项不得在本系统办理。</p></div>
