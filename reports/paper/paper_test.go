package paper

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

var day = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

// fake is a program in place of a browser: a script that gets the browser's arguments.
func fake(t *testing.T, script string) *Browser {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("a shell script stands in for the browser")
	}
	at := filepath.Join(t.TempDir(), "browser")
	const head = "#!/bin/sh\nfor a in \"$@\"; do case $a in --print-to-pdf=*) out=${a#--print-to-pdf=};; esac; done\n"
	if err := os.WriteFile(at, []byte(head+script), 0o755); err != nil {
		t.Fatal(err)
	}
	return &Browser{Path: at, Timeout: 20 * time.Second}
}

func TestPrint(t *testing.T) {
	b := fake(t, `printf "%%PDF-1.4\n/CreationDate (D:20300102030405+00'00')\n/ModDate (D:20300102030405+00'00')\n/Type /Pages /Type /Page\n%%%%EOF" > "$out"`)
	body, err := b.Print(context.Background(), "/nowhere.html", day)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(body), "(D:20261121000000+00'00')"); n != 2 || strings.Contains(string(body), "2030") {
		t.Errorf("%d dates are those of the edition:\n%s", n, body)
	}
	if Sheets(body) != 1 {
		t.Errorf("%d sheets, want 1", Sheets(body))
	}
}

func TestPrintFails(t *testing.T) {
	for _, c := range []struct{ name, script, want string }{
		{"the browser fails", "echo cannot start >&2; exit 3", "cannot start"},
		{"what it says last is not why", "echo 'FATAL: no socket' >&2; echo broken pipe >&2; exit 3", "no socket"},
		{"nothing is written", "exit 0", "no usable PDF"},
		{"something else is written", `echo hello > "$out"`, "no whole PDF"},
		{"half is written", `printf "%%PDF-1.4 and no end" > "$out"`, "no whole PDF"},
		{"a path of this machine", `printf "%%PDF-1.4 (file:///home/x) %%%%EOF" > "$out"`, "a file of this machine"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := fake(t, c.script).Print(context.Background(), "/nowhere.html", day); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
	t.Run("it hangs", func(t *testing.T) {
		b := fake(t, "exec sleep 60")
		b.Timeout = 200 * time.Millisecond
		if _, err := b.Print(context.Background(), "/nowhere.html", day); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v, want the deadline", err)
		}
	})
}

// The browser gets nothing of the environment, a home of its own, and no way out.
func TestPrintIsConfined(t *testing.T) {
	t.Setenv("SECRET_OF_THE_USER", "x")
	seen := filepath.Join(t.TempDir(), "seen")
	b := fake(t, `{ env; echo "$@"; pwd; } > `+seen+`; printf "%%PDF-1.4 %%%%EOF" > "$out"`)
	if _, err := b.Print(context.Background(), "/nowhere.html", day); err != nil {
		t.Fatal(err)
	}
	body, err := os.ReadFile(seen)
	if err != nil {
		t.Fatal(err)
	}
	text := string(body)
	if strings.Contains(text, "SECRET_OF_THE_USER") || strings.Contains(text, "HOME="+os.Getenv("HOME")+"\n") {
		t.Errorf("the browser sees the user's environment:\n%s", text)
	}
	for _, want := range []string{"--user-data-dir=", "--proxy-server=127.0.0.1:9", "--host-resolver-rules=MAP * ~NOTFOUND", "file:///nowhere.html"} {
		if !strings.Contains(text, want) {
			t.Errorf("the browser is not told %s:\n%s", want, text)
		}
	}
	if slices.Contains(arguments("d", "o", "f", false), "--no-sandbox") || !slices.Contains(arguments("d", "o", "f", true), "--no-sandbox") {
		t.Error("the sandbox is on but for root")
	}
}

// A long path of temporary files leaves no room for the browser's socket.
func TestPrintFarDown(t *testing.T) {
	far := filepath.Join(t.TempDir(), strings.Repeat("d", 90))
	if err := os.Mkdir(far, 0o755); err != nil {
		t.Fatal(err)
	}
	b := fake(t, `printf "%%PDF-1.4 /Type /Page %s %%%%EOF" "$TMPDIR" > "$out"`)
	t.Setenv("TMPDIR", far)
	body, err := b.Print(context.Background(), "/nowhere.html", day)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(body), "/Page ")
	at, _, _ := strings.Cut(rest, " ")
	if at == "" || len(at)+len(socketName) > mostSocket {
		t.Errorf("the browser's files are in %s: its socket finds no room", at)
	}
	if _, err := os.Stat(at); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s was left behind: %v", at, err)
	}
	if left, err := os.ReadDir(far); err != nil || len(left) != 0 {
		t.Errorf("%v is left among the temporary files: %v", left, err)
	}
}

func TestCopy(t *testing.T) {
	const page = `<!doctype html><html><head><link rel="stylesheet" href="../a.css"><link rel="canonical" href="https://x.example/"><script src="a.js"></script>` +
		`<script type="application/ld+json">{}</script></head><body><a href="#here">a</a><a href="../index.html#fig">b</a><a href="https://e.example/x">c</a><a href="javascript:alert(1)">d</a></body></html>`
	for _, c := range []struct {
		base         string
		with, absent []string
	}{
		{"", []string{`href="#here"`, `<a>b</a>`, `href="https://e.example/x"`, `<a>d</a>`, `href="../a.css"`}, []string{"<script", "canonical", "javascript"}},
		{"https://s.example/studio", []string{`href="https://s.example/studio/it/#fig"`, `href="#here"`, `<a>d</a>`}, []string{"<script", "javascript"}},
	} {
		out, err := Copy([]byte(page), c.base, "it/italia/index.html")
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range c.with {
			if !strings.Contains(string(out), want) {
				t.Errorf("base %q: no %s in\n%s", c.base, want, out)
			}
		}
		for _, bad := range c.absent {
			if strings.Contains(string(out), bad) {
				t.Errorf("base %q: %s is still in\n%s", c.base, bad, out)
			}
		}
	}
}

func TestFind(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := Find(""); !errors.Is(err, ErrNoBrowser) {
		t.Errorf("error %v, want that none was found", err)
	}
	if _, err := Find("/no/such/browser"); err == nil || !strings.Contains(err.Error(), EnvBrowser) {
		t.Errorf("error %v, want one that names the variable", err)
	}
}
