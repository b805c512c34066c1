package shortage

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/tomlfile"
)

const guidePath = "../../.github/CONTRIBUTING.md"

// guideBlocks are the blocks of the guide on a new diagnosis method: the Go file,
// the card, the parameter, the line of the list.
func guideBlocks(t *testing.T) [4]string {
	t.Helper()
	text, err := os.ReadFile(guidePath)
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(text), "\n## A new diagnosis method\n")
	if !ok {
		t.Fatal("the guide has no section on a new diagnosis method")
	}
	section, _, _ = strings.Cut(section, "\n## ")
	found := regexp.MustCompile("(?s)```(?:go|toml)\n(.*?)```").FindAllStringSubmatch(section, -1)
	if len(found) != 4 {
		t.Fatalf("%d blocks in the section, want Go file, card, parameter and line", len(found))
	}
	var out [4]string
	for i, f := range found {
		out[i] = f[1]
	}
	return out
}

// guideSubject is the method of the guide, as the guide tells it.
func guideSubject(t *testing.T) subject {
	t.Helper()
	c, err := parseCard("the card of "+guidePath, []byte(guideBlocks(t)[1]))
	if err != nil {
		t.Fatal(err)
	}
	return subject{Method{"overtime_share", 1, runOvertimeShare}, c}
}

func guideParameters(t *testing.T) Parameters {
	t.Helper()
	var file struct {
		Parameter []catalog.Parameter `toml:"parameter"`
	}
	if err := tomlfile.Decode(guidePath, []byte(guideBlocks(t)[2]), &file); err != nil {
		t.Fatal(err)
	}
	return file.Parameter
}

// The guide's method is the one that the conformance suite holds: its Go file is
// guide_example_test.go, its line has the form of methods.go.
func TestContributingGuide(t *testing.T) {
	blocks := guideBlocks(t)
	want, err := os.ReadFile("guide_example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	if blocks[0] != string(want) {
		t.Errorf("the guide's Go file and guide_example_test.go differ; the guide has\n%s", blocks[0])
	}
	if line := strings.TrimSpace(blocks[3]); line != `{"overtime_share", 1, runOvertimeShare},` {
		t.Errorf("the guide's line is %q", line)
	}
	list, err := os.ReadFile("methods.go")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(list), `		{"uwv_tension", 1, runTension},`) {
		t.Error("lines of methods.go no longer have the form that the guide shows")
	}
}
