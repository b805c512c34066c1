package page

import (
	"regexp"
	"strings"
	"testing"
)

func TestLeanScript(t *testing.T) {
	got := string(leanScript([]byte("// why\n(function () {\n  \"use strict\"; // stays\n\n    // gone\n  var a = \"http://x\";\n})();\n")))
	if want := "(function () {\n\"use strict\"; // stays\nvar a = \"http://x\";\n})();\n"; got != want {
		t.Errorf("got %q, expected %q", got, want)
	}
}

// The script keeps to the habits that leanScript relies on.
func TestScriptCanBeMadeLean(t *testing.T) {
	if strings.Contains(string(scriptJS), "`") || strings.Contains(string(scriptJS), "/*\n") {
		t.Error("script.js: a text or comment over several lines: indentation in it would be lost")
	}
	if lean := string(leanScript(scriptJS)); len(lean) == 0 || strings.Count(lean, "{") != strings.Count(lean, "}") {
		t.Error("script.js: braces do not match")
	}
}

func TestBareStyle(t *testing.T) {
	got := string(bare([]byte("/* a\n   b */\na:hover, b {\n  color: red; margin: 0 1px;\n}\n@media (min-width: 62rem) { c::after { content: \" \\2195\"; } }\n")))
	if want := "a:hover, b{\ncolor:red;margin:0 1px;\n}\n@media (min-width:62rem){c::after{content:\" \\2195\"}}\n"; got != want {
		t.Errorf("got %q, expected %q", got, want)
	}
}

// The style sheet keeps to the habits that bare relies on.
func TestStyleCanBeMadeBare(t *testing.T) {
	source := cssComment.ReplaceAllString(string(styleCSS), "")
	for _, text := range regexp.MustCompile(`"[^"\n]*"`).FindAllString(source, -1) {
		if strings.ContainsAny(text, "{};:") {
			t.Errorf("style.css: the text %s holds a sign that is tightened", text)
		}
	}
	for line := range strings.Lines(source) {
		if selector, _, found := strings.Cut(line, "{"); found && !strings.HasPrefix(strings.TrimSpace(line), "@") && strings.Contains(selector, ": ") {
			t.Errorf("style.css: a space after a colon in the selector %q", selector)
		}
	}
}
