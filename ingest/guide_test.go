package ingest

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"fabbisogno/datasets/catalog"
)

// guideBlock is a block of the guide, after the name of its file or of what becomes of it.
var guideBlock = regexp.MustCompile("(?s)(?:`([a-z_./]+)`|What becomes of it):\n\n```(toml|csv|text)\n(.*?)```")

// The examples of the contributing guide work: each table file, read from a
// workspace, loads its file as the guide says.
func TestContributingGuide(t *testing.T) {
	guide, err := os.ReadFile("../.github/CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := guideBlock.FindAllStringSubmatch(string(guide), -1)
	if len(blocks) != 6 {
		t.Fatalf("%d blocks in the guide, want two examples of three", len(blocks))
	}
	for i := 0; i < len(blocks); i += 3 {
		table, file, want := blocks[i], blocks[i+1], blocks[i+2]
		t.Run(table[1], func(t *testing.T) {
			c, err := catalog.LoadWith(catalog.Overlay{Name: "ws", FS: fstest.MapFS{table[1]: &fstest.MapFile{Data: []byte(table[3])}}})
			if err != nil {
				t.Fatal(err)
			}
			db := &memory{}
			g := newIngester(t, db)
			g.Catalog = c
			rep, err := g.File(context.Background(), Request{Reader: strings.NewReader(file[3]), Name: file[1]})
			got := outcome(rep, db, err)
			for _, line := range strings.SplitAfter(want[3], "\n") {
				if !strings.Contains(got, line) {
					t.Errorf("the guide promises %q, got\n%s", line, got)
				}
			}
		})
	}
}
