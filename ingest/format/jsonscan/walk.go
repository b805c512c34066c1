package jsonscan

import (
	"bytes"
	"errors"
	"io"

	"fabbisogno/ingest/format"
)

// Object reads the object that comes next: f is called after each key and must
// read its value. A null is an empty object.
func (s *Scanner) Object(f func(key Token) error) error {
	t, err := s.Next()
	if err != nil {
		return err
	}
	if t.Kind == Null {
		return nil
	}
	if t.Kind != Object {
		return s.Unexpected("an object", t.Kind)
	}
	for {
		t, err := s.Next()
		if err != nil {
			return err
		}
		if t.Kind == EndObject {
			return nil
		}
		if err := f(t); err != nil {
			return err
		}
	}
}

// Members is Object for keys of which no other use is made than to tell them apart.
func (s *Scanner) Members(f func(key string) error) error {
	return s.Object(func(t Token) error { return f(s.name(t.Bytes)) })
}

// Array reads the list that comes next: f is called with the first token of each
// item and must read the rest of it, if it has one. A null is an empty list.
func (s *Scanner) Array(f func(first Token) error) error {
	t, err := s.Next()
	if err != nil {
		return err
	}
	if t.Kind == Null {
		return nil
	}
	if t.Kind != Array {
		return s.Unexpected("a list", t.Kind)
	}
	for {
		t, err := s.Next()
		if err != nil {
			return err
		}
		if t.Kind == EndArray {
			return nil
		}
		if err := f(t); err != nil {
			return err
		}
	}
}

// Rest reads the members of an object whose opening brace was read.
func (s *Scanner) Rest(f func(key string) error) error {
	for {
		t, err := s.Next()
		if err != nil {
			return err
		}
		if t.Kind == EndObject {
			return nil
		}
		if err := f(s.name(t.Bytes)); err != nil {
			return err
		}
	}
}

// Skip reads over the value that comes next. Its form and keys are checked.
func (s *Scanner) Skip() error {
	t, err := s.Next()
	if err != nil {
		return err
	}
	return s.SkipFrom(t)
}

// SkipFrom reads over the rest of the value that begins with t.
func (s *Scanner) SkipFrom(t Token) error {
	if t.Kind != Object && t.Kind != Array {
		return nil
	}
	for depth := len(s.levels); len(s.levels) >= depth; {
		if _, err := s.Next(); err != nil {
			return err
		}
	}
	return nil
}

// SkipLoose reads over a value that will be read a second time: its form is
// checked, its keys are not held against each other yet.
func (s *Scanner) SkipLoose() error { return s.Loosely(s.Skip) }

// Loosely reads what f reads without holding keys against each other.
func (s *Scanner) Loosely(f func() error) error {
	s.loose = true
	err := f()
	s.loose = false
	return err
}

// Text reads the text or number that comes next; empty for null and for other
// values, which are read over.
func (s *Scanner) Text() (string, error) {
	t, err := s.Next()
	if err != nil {
		return "", err
	}
	if t.Kind == String || t.Kind == Number {
		return string(t.Bytes), nil
	}
	return "", s.SkipFrom(t)
}

// End reads on to the clean end of the document.
func (s *Scanner) End() error {
	_, err := s.Next()
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// Unexpected refuses a value of another kind than the form asks for.
func (s *Scanner) Unexpected(want string, got Kind) error {
	return s.Refuse("json", again, "%s stands where the form has %s", got, want)
}

// Clean checks and normalises the text of a token as a cell. A fault names the
// column it is for.
func Clean(t Token, column string) (text, changed string, fault *format.Fault) {
	text = string(t.Bytes)
	if t.Rule == "surrogate" {
		return text, "", &format.Fault{Rule: t.Rule, Column: column, Value: format.Cut(text),
			Message: "the text holds half of a character (a lone surrogate)", Hint: "ask the publisher for the file without the damaged text"}
	}
	clean, changed, rule := format.Clean(text)
	if rule != "" {
		return text, "", format.CleanFault(rule, column, text)
	}
	return clean, changed, nil
}

// Head is what the first characters of a document tell of its form.
type Head struct {
	First string            // first key of the root
	Texts map[string]string // texts of the root's members
	Paths map[string]bool   // keys of the first two levels: a, a.b
}

// Peek reads the keys of the beginning of a document, as far as it goes. It is
// false when that is no JSON object.
func Peek(head []byte) (h Head, ok bool) {
	h = Head{Texts: map[string]string{}, Paths: map[string]bool{}}
	s := New(bytes.NewReader(head))
	s.loose = true
	t, err := s.Next()
	if err != nil || t.Kind != Object {
		return h, false
	}
	outer := ""
	for {
		t, err := s.Next()
		if err != nil {
			return h, h.First != ""
		}
		switch {
		case t.IsKey && len(s.levels) == 1:
			outer = string(t.Bytes)
			if h.First == "" {
				h.First = outer
			}
			h.Paths[outer] = true
		case t.IsKey && len(s.levels) == 2:
			h.Paths[outer+"."+string(t.Bytes)] = true
		case t.Kind == String && len(s.levels) == 1:
			h.Texts[outer] = string(t.Bytes)
		}
	}
}
