package ingest

import (
	"bytes"
	"compress/gzip"
	"database/sql"
	"encoding/binary"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

// input makes the bytes of a case: the text of its one file, or what the first
// builder makes of all its files, passed through the other builders in order.
func (c *caseFile) input(t testing.TB) []byte {
	t.Helper()
	var out []byte
	steps := strings.Split(c.make, " | ")
	switch words := strings.Fields(steps[0]); {
	case len(words) > 0 && words[0] == "zip":
		var entries []entry
		for _, f := range c.inputs {
			entries = append(entries, entry{name: string(unescape(t, f.Name)), text: unescape(t, string(f.Data))})
		}
		out, steps = zipOf(t, entries, words[1:]), steps[1:]
	case len(words) > 0 && words[0] == "xlsx":
		out, steps = zipOf(t, workbookEntries(t, c.inputs), words[1:]), steps[1:]
	default:
		out = unescape(t, string(c.inputs[0].Data))
	}
	for _, s := range steps {
		if words := strings.Fields(s); len(words) > 0 {
			out = build(t, out, words[0], words[1:])
		}
	}
	return out
}

// build changes bytes in the way that the word says.
func build(t testing.TB, in []byte, word string, args []string) []byte {
	t.Helper()
	switch word {
	case "utf-16le", "utf-16be": // with its mark
		return utf16Bytes(in, word == "utf-16be")
	case "windows-1252":
		out, err := charmap.Windows1252.NewEncoder().Bytes(in)
		if err != nil {
			t.Fatal(err)
		}
		return out
	case "gzip":
		return gzipped(t, in)
	case "members": // gzip of as many members, cut anywhere
		n, out := number(t, args), []byte(nil)
		for i := range n {
			out = append(out, gzipped(t, in[len(in)*i/n:len(in)*(i+1)/n])...)
		}
		return out
	case "cut": // the last bytes are missing
		return in[:len(in)-number(t, args)]
	case "flip": // a bit of the n-th byte from the end
		out := bytes.Clone(in)
		out[len(out)-number(t, args)] ^= 1
		return out
	case "parquet": // the result of a query
		return parquetOf(t, string(in))
	case "page-size": // the last page of a Parquet file says that it is so long
		return pageSize(t, in, int64(number(t, args)))
	case "then": // a text follows
		return append(bytes.Clone(in), unescape(t, strings.Join(args, " "))...)
	case "before": // a text stands before
		return append(unescape(t, strings.Join(args, " ")), in...)
	}
	t.Fatalf("no builder is named %q", word)
	return nil
}

// parquetOf is what DuckDB writes of a query, uncompressed so that builders can
// change a page. Our own export would not do: it writes no NaN.
func parquetOf(t testing.TB, query string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "case.parquet")
	if _, err := parquetDB(t).Exec("COPY (" + query + ") TO '" + path + "' (FORMAT parquet, COMPRESSION uncompressed)"); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// parquetDB is a database in memory that may read and write files; the driver is
// registered by the warehouse.
func parquetDB(t testing.TB) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// pageSize lets the page of the last column say that it is so many bytes long. The
// footer is found from the end, so only this column moves, and its page stays
// where the footer says.
func pageSize(t testing.TB, file []byte, bytesLong int64) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sound.parquet")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	var at int64
	if err := parquetDB(t).QueryRow("SELECT max(coalesce(dictionary_page_offset, data_page_offset)) FROM parquet_metadata('" + path + "')").Scan(&at); err != nil {
		t.Fatal(err)
	}
	out := bytes.Clone(file[:at])
	rest := file[at:]
	const nextInt32 = 0x15                            // a field of thrift: the next one, a 32-bit number
	for _, field := range []bool{false, true, true} { // type, size uncompressed, size compressed
		_, n := binary.Varint(rest[1:])
		if rest[0] != nextInt32 || n <= 0 {
			t.Fatalf("no page header at %d", at)
		}
		if field {
			out = binary.AppendVarint(append(out, nextInt32), bytesLong)
		} else {
			out = append(out, rest[:1+n]...)
		}
		rest = rest[1+n:]
	}
	return append(out, rest...)
}

func number(t testing.TB, args []string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.Join(args, " "))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func utf16Bytes(text []byte, big bool) []byte {
	var out []byte
	for _, unit := range utf16.Encode([]rune("\ufeff" + string(text))) {
		if big {
			out = append(out, byte(unit>>8), byte(unit))
		} else {
			out = append(out, byte(unit), byte(unit>>8))
		}
	}
	return out
}

func gzipped(t testing.TB, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
