package fetch

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"mime"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/eurostattsv"
	"fabbisogno/ingest/format/sdmxcsv"
	"fabbisogno/ingest/format/sdmxcsv2"
)

// verdict is what an answer is.
type verdict int

const (
	isData     verdict = iota
	isEmpty            // the question is valid, and nothing is there
	isTooLarge         // the service says so
	isPrepared         // the answer is being prepared in a file
	isPage             // a web page: a fault of the server or something on the way
	isFault            // the service says that something is wrong
)

// judged is an answer by what it holds.
type judged struct {
	verdict verdict
	ending  string   // of the file's name: .csv, .csv.gz, .xml ...
	message string   // what the service said
	file    string   // address of a prepared answer
	notes   []string // oddities of an answer that is good all the same
}

// maxMessage bounds what is read as a message of the service; larger answers are data.
const maxMessage = 1 << 20

// judge tells what an answer is, by its first characters; small ones are read whole.
func judge(a *answer) (judged, error) {
	f, err := os.Open(a.path)
	if err != nil {
		return judged{}, fmt.Errorf("judge answer: %w", err)
	}
	defer f.Close()
	head, err := format.Head(f)
	var refusal *format.Refusal
	if errors.As(err, &refusal) {
		return judged{verdict: isFault, message: refusal.Message}, nil
	} else if err != nil {
		return judged{}, fmt.Errorf("judge answer: %w", err)
	}
	packed := isGzip(f)
	whole := head
	if a.bytes <= maxMessage && !packed {
		if whole, err = os.ReadFile(a.path); err != nil {
			return judged{}, fmt.Errorf("judge answer: %w", err)
		}
	}
	j := judgeText(bytes.TrimLeft(head, " \t\r\n\ufeff"), whole, a.status)
	if packed {
		j.ending += ".gz"
	}
	if j.verdict == isData {
		j.notes = append(j.notes, wrongType(a.header, j.ending)...)
	}
	return j, nil
}

func isGzip(f io.ReaderAt) bool {
	magic := make([]byte, 2)
	_, err := f.ReadAt(magic, 0)
	return err == nil && bytes.Equal(magic, []byte{0x1f, 0x8b})
}

// judgeText tells the kind of a text. whole is all of it, or as much as is needed.
func judgeText(head, whole []byte, status int) judged {
	text := string(head)
	lower := strings.ToLower(text[:min(len(text), 1024)])
	switch {
	case len(head) == 0:
		return judged{verdict: isFault, message: "the answer is empty"}
	case strings.HasPrefix(lower, "<!doctype html"), strings.HasPrefix(lower, "<html"):
		return judged{verdict: isPage, message: messageOf(whole)}
	case strings.HasPrefix(text, "<"):
		return judgeXML(whole, status)
	case strings.HasPrefix(text, "{"), strings.HasPrefix(text, "["):
		return judgeJSON(whole, status)
	case status != http.StatusOK && status != http.StatusPartialContent:
		return judgeMessage(messageOf(whole), 0, status)
	case sdmxcsv.Recognise(head, ""), sdmxcsv2.Recognise(head, ""):
		if rest := bytes.TrimSpace(whole); !bytes.ContainsAny(rest, "\r\n") {
			return judged{verdict: isEmpty, ending: ".csv", message: "a header without rows"}
		}
		return judged{ending: ".csv"}
	case eurostattsv.Recognise(head, ""):
		return judged{ending: ".tsv"}
	case isNoRecords(text):
		return judged{verdict: isEmpty, message: messageOf(whole)}
	}
	return judged{verdict: isFault, message: fmt.Sprintf("the answer is of no known form; it begins with %q", format.Cut(text))}
}

var noRecords = regexp.MustCompile(`(?i)no\s*(records|results|data|observations?)\s*(was|were)?\s*found|norecordsfound|contains no data`)

// isNoRecords says whether a message means that the question is valid and nothing is there.
func isNoRecords(text string) bool { return noRecords.MatchString(text) }

// Codes of SDMX errors (SDMX 2.1, section 7, 4.3.5) as services send them, beside HTTP statuses.
var (
	codesEmpty    = []int{100}
	codesTooLarge = []int{130, 413, 414, 510}
)

// judgeMessage sorts what a service says by its code and words.
func judgeMessage(message string, code, status int) judged {
	switch {
	case slices.Contains(codesTooLarge, code):
		return judged{verdict: isTooLarge, message: message}
	case slices.Contains(codesEmpty, code), isNoRecords(message):
		return judged{verdict: isEmpty, message: message}
	}
	if message == "" {
		message = strings.ToLower(http.StatusText(status))
	}
	return judged{verdict: isFault, message: message}
}

// jsonMessage are the messages of Eurostat (warning, error) and of SDMX-JSON (errors).
type jsonMessage struct {
	Warning *struct {
		Status int    `json:"status"`
		Label  string `json:"label"`
	} `json:"warning"`
	Error []struct {
		Status int    `json:"status"`
		ID     int    `json:"id"`
		Label  string `json:"label"`
	} `json:"error"`
	Errors []struct {
		Code  int    `json:"code"`
		Title any    `json:"title"`
		Text  string `json:"detail"`
	} `json:"errors"`
}

func judgeJSON(whole []byte, status int) judged {
	var m jsonMessage
	if err := json.Unmarshal(whole, &m); err == nil {
		switch {
		case m.Warning != nil:
			return judgeMessage(m.Warning.Label, m.Warning.Status, status)
		case len(m.Error) > 0:
			e := m.Error[0]
			if e.ID == 0 {
				e.ID = e.Status
			}
			return judgeMessage(e.Label, e.ID, status)
		case len(m.Errors) > 0:
			e := m.Errors[0]
			text := e.Text
			if title, ok := e.Title.(string); ok && text == "" {
				text = title
			}
			return judgeMessage(text, e.Code, status)
		}
	}
	if status != http.StatusOK && status != http.StatusPartialContent {
		return judgeMessage(messageOf(whole), 0, status)
	}
	return judged{ending: ".json"}
}

var (
	pageTitle = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)
	anyTag    = regexp.MustCompile(`(?s)<[^>]*>`)
)

// messageOf is what a person reads in an answer that is no data: the title of a page,
// the text of a message, cut to one line.
func messageOf(text []byte) string {
	if m := pageTitle.FindSubmatch(text); m != nil {
		text = m[1]
	}
	plain := html.UnescapeString(string(anyTag.ReplaceAll(text, []byte(" "))))
	return format.Cut(strings.Join(strings.Fields(plain), " "))
}

// wrongType notes a declared type that does not fit what came.
func wrongType(h http.Header, ending string) []string {
	declared, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil || declared == "" || declared == "application/octet-stream" {
		return nil
	}
	fits := map[string][]string{
		".csv": {"csv", "text/plain"}, ".tsv": {"tab-separated-values", "tsv", "text/plain"}, ".xml": {"xml"}, ".json": {"json"},
		".gz": {"gzip", "zip", "csv", "tab-separated-values"},
	}
	end := ending[strings.LastIndex(ending, "."):]
	if slices.ContainsFunc(fits[end], func(word string) bool { return strings.Contains(declared, word) }) {
		return nil
	}
	return []string{fmt.Sprintf("the service declared %s, and sent %s", declared, strings.TrimPrefix(ending, "."))}
}
