package figure

import "testing"

// A label column named like a column of the download would stand there twice.
func TestCheck_label_column_name(t *testing.T) {
	refused := func(name string) bool {
		f := Figure{Table: Table{Columns: []Column{{Name: name, Head: Text{IT: "Prova", EN: "Test"}, Kind: Label}}, Rows: [][]Cell{{{}}}}}
		for _, p := range f.checkTable() {
			if p.Element == "column "+name {
				return true
			}
		}
		return false
	}
	if !refused("measure") {
		t.Error("a label column named measure passes")
	}
	if refused("test") {
		t.Error("a label column named test is refused")
	}
}
