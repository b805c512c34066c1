package shortage

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The choice to be reproduced is a target: no program code and no data that is
// built into the program may name its file.
func TestTarget_is_read_by_tests_only(t *testing.T) {
	const root = "../.."
	target := "skillnet_reference" + "_outcome"
	read := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); path != root && (strings.HasPrefix(name, ".") || name == "testdata") {
				return filepath.SkipDir
			}
			return nil
		}
		switch ext := filepath.Ext(path); {
		case strings.HasSuffix(path, "_test.go"):
			return nil
		case ext != ".go" && ext != ".toml" && ext != ".csv" && ext != ".sql" && ext != ".html" && ext != ".js" && ext != ".mod":
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		read++
		for _, word := range []string{target, "acceptance" + "_panel", "expected priority" + " sector"} {
			if strings.Contains(string(b), word) {
				t.Errorf("%s names %s: the target would reach the program", path, word)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if read < 100 {
		t.Errorf("only %d files read: the guard looks in the wrong place", read)
	}
}
