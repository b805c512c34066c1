package ingest

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestWorkbookMutations damages the XML of a workbook's sheets and the archive
// itself. Each time the file is refused, or every row is accounted for: none of
// the rows of the sound workbook may be missing from the counts unless the
// change took the row element itself.
func TestWorkbookMutations(t *testing.T) {
	original := originalWorkbook(t)
	g := newIngester(t, &memory{})
	read := func(file []byte) (Report, error) {
		p, err := g.parse(context.Background(), Request{Reader: bytes.NewReader(file), Name: "x.xlsx"}, nil)
		if err == nil {
			err = p.drop()
		}
		return p.report, err
	}
	sound, err := read(original)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(3, 5))
	refused, other, same := 0, 0, 0
	for i := range 80 {
		var file []byte
		if i%4 == 0 {
			file = bytes.Clone(original)
			file[rng.IntN(len(file))] ^= 1 << rng.IntN(8)
		} else {
			file = mutateSheet(t, rng, original)
		}
		rep, err := read(file)
		checkRuleNames(t, rep, err)
		if err != nil {
			refused++
			continue
		}
		c := rep.Counts
		if c.Read != c.Loaded+c.Rejected+c.Skipped || int64(len(rep.Rejected)) != c.Rejected {
			t.Fatalf("mutation %d: %+v does not add up", i, c)
		}
		// One changed byte can empty a row of one cell, never more.
		if c.Read < sound.Counts.Read-1 || c.Read > sound.Counts.Read+1 {
			t.Fatalf("mutation %d: %d rows accounted for, %d in the sound workbook", i, c.Read, sound.Counts.Read)
		}
		if c.Rejected > 0 {
			other++
		} else {
			same++
		}
	}
	t.Logf("80 mutations: %d refused, %d with rejected rows, %d with all rows loaded", refused, other, same)
	if refused == 0 || other == 0 {
		t.Error("the mutations do not reach refusals and rejections")
	}
}

// mutateSheet writes the archive anew with one byte of one sheet changed.
func mutateSheet(t *testing.T, rng *rand.Rand, file []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var sheets []int
	for i, f := range z.File {
		if strings.HasPrefix(f.Name, "xl/worksheets/") {
			sheets = append(sheets, i)
		}
	}
	chosen := sheets[rng.IntN(len(sheets))]
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for i, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if i == chosen {
			const printable = "0123456789abcXYZ<>/\"= -"
			text[rng.IntN(len(text))] = printable[rng.IntN(len(printable))]
		}
		w, err := out.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
