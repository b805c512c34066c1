package paper

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// Browser is an installed browser that can print.
type Browser struct {
	Path    string
	Timeout time.Duration // of one page; 0: three minutes
}

// EnvBrowser names the variable that gives the path of the browser.
const EnvBrowser = "FABBISOGNO_BROWSER"

// names under which browsers of the family are installed.
var names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"}

// ErrNoBrowser says that no browser was found.
var ErrNoBrowser = errors.New("no browser of the Chromium family was found: install chromium, or give the path of one in " + EnvBrowser)

// Find looks for a browser: the one named, else the first of the family in the path.
func Find(named string) (*Browser, error) {
	if named != "" {
		at, err := exec.LookPath(named)
		if err != nil {
			return nil, fmt.Errorf("find browser %s of %s: %w", named, EnvBrowser, err)
		}
		return &Browser{Path: at}, nil
	}
	for _, name := range names {
		if at, err := exec.LookPath(name); err == nil {
			return &Browser{Path: at}, nil
		}
	}
	return nil, ErrNoBrowser
}

const (
	pageTimeout = 3 * time.Minute
	mostBytes   = 100 << 20
)

// Print prints the page at file, an absolute path, and dates the PDF on a day.
func (b *Browser) Print(ctx context.Context, file string, on time.Time) ([]byte, error) {
	dir, err := folder()
	if err != nil {
		return nil, fmt.Errorf("print page: %w", err)
	}
	defer os.RemoveAll(dir)
	limit := b.Timeout
	if limit == 0 {
		limit = pageTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	out := filepath.Join(dir, "out.pdf")
	c := exec.CommandContext(ctx, b.Path, arguments(dir, out, file, os.Geteuid() == 0)...)
	c.Dir = dir
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + dir, "LANG=C.UTF-8", "TZ=UTC"}
	c.WaitDelay = 5 * time.Second
	said, err := c.CombinedOutput()
	if ctx.Err() != nil {
		return nil, fmt.Errorf("print page: the browser was stopped: %w", ctx.Err())
	}
	if err != nil {
		return nil, fmt.Errorf("print page: %s: %w: %s", filepath.Base(b.Path), err, lastLine(said))
	}
	info, err := os.Stat(out)
	if err != nil || info.Size() > mostBytes {
		return nil, fmt.Errorf("print page: %s wrote no usable PDF: %s", filepath.Base(b.Path), lastLine(said))
	}
	body, err := os.ReadFile(out)
	if err != nil {
		return nil, fmt.Errorf("print page: %w", err)
	}
	return settle(body, on)
}

// A browser listens on a socket in a folder of its own below TMPDIR. Addresses of
// sockets have room for 104 bytes on macOS and 108 on Linux, the zero at the end
// included; with a longer one the browser does not start.
const (
	socketName = "/org.chromium.Chromium.XXXXXX/SingletonSocket"
	mostSocket = 103
)

// folder makes the folder the browser works in: among the temporary files, or in /tmp
// where the path of these is too long for its socket.
func folder() (string, error) {
	const pattern = "fabbisogno-print-*"
	dir, err := os.MkdirTemp("", pattern)
	if err != nil || len(dir)+len(socketName) <= mostSocket {
		return dir, err
	}
	short, err := os.MkdirTemp("/tmp", pattern)
	if err != nil {
		return dir, nil // no such folder here: the browser says itself what it lacks
	}
	return short, os.Remove(dir)
}

// arguments of the browser. Sandboxes need a user who is not root.
func arguments(dir, out, file string, isRoot bool) []string {
	args := []string{"--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--no-default-browser-check",
		"--user-data-dir=" + filepath.Join(dir, "profile"), "--disable-extensions", "--disable-sync", "--disable-component-update",
		"--disable-background-networking", "--disable-default-apps", "--proxy-server=127.0.0.1:9", "--host-resolver-rules=MAP * ~NOTFOUND",
		"--no-pdf-header-footer", "--print-to-pdf=" + out}
	if isRoot {
		args = append(args, "--no-sandbox")
	}
	return append(args, "file://"+filepath.ToSlash(file))
}

// written are the dates a browser writes into a PDF; all have one length.
var written = regexp.MustCompile(`/(CreationDate|ModDate) \(D:\d{14}\+00'00'\)`)

// settle gives a PDF the day of its edition in place of the time it was printed, byte
// for byte, so that the table of places in it stays right.
func settle(body []byte, on time.Time) ([]byte, error) {
	if !bytes.HasPrefix(body, []byte("%PDF-")) || !bytes.Contains(body[max(0, len(body)-64):], []byte("%%EOF")) {
		return nil, errors.New("print page: what the browser wrote is no whole PDF")
	}
	if bytes.Contains(body, []byte("file:/")) {
		return nil, errors.New("print page: the PDF leads to a file of this machine")
	}
	stamp := on.UTC().Format("20060102") + "000000"
	return written.ReplaceAllFunc(body, func(found []byte) []byte {
		name, _, _ := strings.Cut(string(found), " ")
		return []byte(name + " (D:" + stamp + "+00'00')")
	}), nil
}

// sheet is one page in the page tree of a PDF.
var sheet = regexp.MustCompile(`/Type\s*/Page[^s]`)

// Sheets counts the pages of a PDF as a browser of the family writes them.
func Sheets(body []byte) int { return len(sheet.FindAll(body, -1)) }

// lastLine of what a program said, for a message: the last that it called fatal, where
// there is one.
func lastLine(said []byte) string {
	lines := strings.Split(strings.TrimSpace(string(said)), "\n")
	last := lines[len(lines)-1]
	for _, line := range lines {
		if strings.Contains(line, "FATAL") {
			last = line
		}
	}
	if len(last) > 200 {
		last = last[:200]
	}
	return last
}
