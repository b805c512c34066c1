package publish

import (
	"strings"
	"testing"
)

// hostileKinds are texts as data could bring them, by what they try. The first of them
// stand in the fixture's page on files.
var hostileKinds = []struct {
	name  string
	texts []string
}{
	{"mixed", []string{
		"</title><script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "=HYPERLINK(\"http://evil.example\")", "+1+1", "-2+3", "@SUM(A1)",
		"\t=1", "＝1+1", "javascript:alert(1)", "+cmd|'/C calc'!A0", "__f__alert(1)__f__", "`${alert(1)}`", "</script><script>alert(1)</script>", "{{.Title}}",
		"</svg><style>*{display:none}</style>", "<!--", "&lt;b&gt;", "a\u2028b",
	}},
	{"script", []string{
		"<script>alert(1)</script>", "<SCRIPT SRC=//evil.example/x.js></SCRIPT>", "<script/x>alert(1)</script>", "<scr<script>ipt>alert(1)</scr</script>ipt>",
		"<script>alert(1)//", "<script\n>alert(1)</script\n>", "<script>alert(String.fromCharCode(49))</script>", "</textarea><script>alert(1)</script>",
		"</noscript><script>alert(1)</script>", "</style><script>alert(1)</script>", "</xmp><script>alert(1)</script>", "-->\n<script>alert(1)</script>",
		"--!><script>alert(1)</script>", "<![CDATA[<script>alert(1)</script>]]>", "<script type=module>import \"//evil.example/x.js\"</script>",
		"<script type=\"speculationrules\">{\"prefetch\":[]}</script>", "<template><script>alert(1)</script></template>",
		"<noscript><p title=\"</noscript><script>alert(1)</script>\">", "<math><mtext></p><script>alert(1)</script></mtext></math>", "<svg><script>alert(1)</script></svg>",
		"<svg><script href=\"data:,alert(1)\"/></svg>", "<svg/onload=alert(1)>", "</table><script>alert(1)</script>", "</details></section><script>alert(1)</script>",
	}},
	{"events", []string{
		"<img src=x onerror=alert(1)>", "<img src=x onerror=\"alert`1`\">", "<img/src=x/onerror=alert(1)>", "<IMG \"\"\"><SCRIPT>alert(1)</SCRIPT>\">", "<body onload=alert(1)>",
		"<div onmouseover=alert(1)>x</div>", "<input autofocus onfocus=alert(1)>", "<select autofocus onfocus=alert(1)>", "<video src onloadstart=alert(1)>",
		"<audio src=x onerror=alert(1)>", "<details open ontoggle=alert(1)>", "<marquee onstart=alert(1)>", "<a onpointerenter=alert(1)>x</a>",
		"<x contenteditable onblur=alert(1)>x", "<form onsubmit=alert(1)><button>x</button></form>", "<b style=\"animation:x 1s\" onanimationstart=alert(1)>",
		"\" onfocus=alert(1) autofocus tabindex=0 x=\"", "' onclick=alert(1) '", "\" onload=\"alert(1)", "x onerror=alert(1)", "` onmouseover=alert(1) `",
		"\"onpointerover=\"alert(1)", "<p/onclick=alert(1)//", "\" accesskey=x onclick=alert(1) \"", "<a href=# onclick=alert(1)>x</a>",
		"<button popovertarget=x>y</button><div popover id=x onbeforetoggle=alert(1)>",
	}},
	{"addresses", []string{
		"JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)", "\x01javascript:alert(1)", "javascript&colon;alert(1)",
		"javascript&#58;alert(1)", "&#106;avascript:alert(1)", "vbscript:msgbox(1)", "data:text/html,<script>alert(1)</script>",
		"data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==", "file:///etc/passwd", "//evil.example/x", "\\\\evil.example\\share", "https://evil.example/?a=<script>",
		"http://[::1", "https://user:pass@evil.example/", "http://evil.example#\"><script>alert(1)</script>", "view-source:javascript:alert(1)", "blob:null/alert",
		"mailto:a@b.example?subject=<script>", "https:evil.example", "ftp://evil.example/x", "about:blank", "%6a%61vascript:alert(1)",
	}},
	{"elements", []string{
		"<iframe src=\"javascript:alert(1)\">", "<iframe srcdoc=\"<script>alert(1)</script>\">", "<object data=\"data:text/html,x\">", "<embed src=\"//evil.example\">",
		"<base href=\"//evil.example/\">", "<link rel=stylesheet href=\"//evil.example/x.css\">", "<meta http-equiv=refresh content=\"0;url=//evil.example\">",
		"<form action=\"//evil.example\"><input name=a>", "<portal src=\"//evil.example\">", "<svg><use href=\"//evil.example/x.svg#a\"/></svg>",
		"<svg><image href=\"//evil.example/x.png\"/></svg>", "<svg><foreignObject><body>x</body></foreignObject></svg>",
		"<svg><animate onbegin=alert(1) attributeName=x dur=1s>", "<svg><set attributeName=href to=\"javascript:alert(1)\"/>", "<math href=\"javascript:alert(1)\">x</math>",
		"<img srcset=\"//evil.example/x 1x\">", "<plaintext>", "<frameset><frame src=\"javascript:alert(1)\">", "<dialog open>x</dialog>", "<h1>Altro titolo</h1>",
		"</main></body></html>", "<table><tr><td>", "</td></tr></table>", "<p id=\"main\">x</p>", "<a name=\"top\"></a>", "</caption><caption>x", "<textarea>",
		"<title>x</title>", "<xmp>", "<slot name=x>",
	}},
	{"entities", []string{
		"&#60;script&#62;alert(1)&#60;/script&#62;", "&#x3c;img src=x onerror=alert(1)&#x3e;", "&#0000060script&#62;", "&lt;script&gt;alert(1)&lt;/script&gt;",
		"&amp;lt;script&amp;gt;", "&quot; onclick=alert(1) &quot;", "&NewLine;=1+1", "&Tab;javascript&colon;alert(1)", "&#0;", "&", "&;", "&#xD800;", "&notanentity;",
		"&#39;&#34;", "%3Cscript%3Ealert(1)%3C/script%3E", "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e", "\\x3cscript\\x3e", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
	}},
	{"templates", []string{
		"{{define \"x\"}}{{end}}", "{{template \"figure\" .}}", "{{printf \"%s\" .}}", "{%raw%}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{{7*7}}",
		"{{constructor.constructor(\"alert(1)\")()}}", "[[${7*7}]]", "*{7*7}", "@{x}", "%s%s%s%n", "%!s(MISSING)", "$(reboot)", "`reboot`", "; DROP TABLE core__observation; --",
		"' OR '1'='1", "{a} {b|c} {c}", "{0} {1}",
	}},
	{"style", []string{
		"</style>", "*{display:none}", "expression(alert(1))", "url(javascript:alert(1))", "@import \"//evil.example/x.css\"", "color:red;background:url(//evil.example)",
		"\" style=\"position:fixed;inset:0", "<style>@import \"//evil.example\"</style>", "<div style=\"background:url(javascript:alert(1))\">", "behavior:url(x.htc)",
	}},
	{"unicode", []string{
		"\u202egpj.exe", "\u2066abc\u2069", "\u200bzero\u200bwidth", "\u200f\u200eabc", "\ufeffabc", "a\u2029b", "\x00abc", "abc\x00def", "\x07\x08\x1b[31mred",
		"\x7f\u0080\u009f", "\u0085next", "a\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301", "\U0001f4a9\U0001f468\u200d\U0001f469\u200d\U0001f467",
		"\U000e0001\U000e0041", "\ufffe\uffff", "\u061cabc", "\u2028", "ſcript＞＜script＞alert(1)", "\u2039script\u203a", "\u1680\u3000=1+1", "\u00ad=1+1", "İıß",
	}},
	{"formulas", []string{
		"=1+1", "=cmd|' /C calc'!A0", "=IMPORTXML(\"http://evil.example\",\"//a\")", "=WEBSERVICE(\"http://evil.example\")", "=DDE(\"cmd\";\"/C calc\";\"x\")",
		"@SUM(1+1)*cmd|' /C calc'!A0", "-1+cmd|' /C calc'!A0", "+SUM(1)", "\r=1+1", "\n=1+1", " =1+1", "\u00a0=1+1", "  \t @SUM(1)", "\"=1+1", "\"\n=1+1", "';=1+1", ";=1+1",
		",=1+1", "a\";=1+1;\"", "a\",=1+1,\"", "＋1+1", "－1+1", "＠SUM(1)", "﹢1", "﹣1", "﹦1", "﹫1", "='file:///etc/passwd'#$x.A1", "|calc", "%0A=1+1", "\u200b=1+1", "\ufeff=1+1",
		"\u2060=1+1", "\u202e=1+1", "\x00=1+1", "\x0b=1+1", "\x0c@SUM(1)", "\u2028=1+1",
	}},
	{"json", []string{
		"\"}],\"x\":\"", "\"}</script><script>alert(1)</script>", "\\\"}", "\\", "\"", "'", "\\u0000", "{\"@context\":\"https://evil.example\"}", "null", "true", "NaN", "[]",
		"\"@type\":\"Dataset\"", "\\ud800", "//comment", "/*x*/", "1e999", "__proto__",
	}},
	{"xml", []string{
		"<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]>", "]]>", "<![CDATA[", "&xxe;", "<!DOCTYPE html>", "<?php phpinfo(); ?>",
		"<xsl:value-of select=\"x\"/>", "<item><title>x</title></item>", "<!ENTITY % a \"x\">", "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
	}},
	{"paths", []string{
		"../../../etc/passwd", "..\\..\\x", "/etc/passwd", "C:\\x", "CON", "a/b", ".", "..", "fig-../x", "%2e%2e%2fx", "x\x00.html", "~root", ".htaccess",
		strings.Repeat("a", 300),
	}},
	{"markdown", []string{
		"[x](javascript:alert(1))", "![x](//evil.example/x.png)", "# Titolo", "<javascript:alert(1)>", "```\nx\n```", "| a | b |\n|---|---|", "**x**",
		"[x]: javascript:alert(1)",
	}},
	{"broken", []string{
		"\xff\xfe", "\xc3", "\xc0\xbcscript>", "\xed\xa0\x80", "\xf5\x80\x80\x80", "<\xffscript>alert(1)</script>", "=\xff1",
	}},
}

// hostile are all of them, in order.
func hostile() []string {
	var out []string
	for _, kind := range hostileKinds {
		out = append(out, kind.texts...)
	}
	return out
}

func TestHostileTextsAreMany(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range hostile() {
		if seen[s] {
			t.Errorf("%q stands twice", s)
		}
		seen[s] = true
	}
	if len(seen) < 280 {
		t.Errorf("%d texts, want 280", len(seen))
	}
}
