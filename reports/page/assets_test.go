package page

import (
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
