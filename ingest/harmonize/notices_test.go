package harmonize

import (
	"fmt"
	"strings"
	"testing"
)

// TestNoticesAreBounded: a file with a new wrong code on every row is told of in
// bounded memory, and what is not listed is counted.
func TestNoticesAreBounded(t *testing.T) {
	n := notices{}
	for i := range maxNotices + 500 {
		for range 2 {
			n.add("warning", "code-unknown", fmt.Sprint(i), "%d is not in the list", i)
		}
	}
	n.add("note", "number-minus-sign", "", "minus signs")
	all := n.issues()
	if len(all) != maxNotices+2 {
		t.Fatalf("%d issues", len(all))
	}
	if last := all[maxNotices]; last.Rule != "code-unknown" || !strings.Contains(last.Message, "(1000 times)") || !strings.HasPrefix(last.Message, "further") {
		t.Errorf("what is not listed is told as %+v", last)
	}
}
