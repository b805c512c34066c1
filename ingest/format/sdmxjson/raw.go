package sdmxjson

import (
	"fmt"
	"strings"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/jsonscan"
)

// raw is a value as the message writes it, before the structure says what it is.
type raw struct {
	kind  jsonscan.Kind
	text  string
	rule  string
	moved bool // the decimal point of a number was moved for an exponent
}

// readRaw reads the value that begins with t. A list is its parts joined by
// semicolons, an object of languages its English text or else its first.
func readRaw(s *jsonscan.Scanner, t jsonscan.Token) (raw, error) {
	switch t.Kind {
	case jsonscan.Number:
		text, moved := jsonscan.Decimal(t.Bytes)
		return raw{kind: t.Kind, text: text, moved: moved}, nil
	case jsonscan.True:
		return raw{kind: t.Kind, text: "true"}, nil
	case jsonscan.False:
		return raw{kind: t.Kind, text: "false"}, nil
	case jsonscan.String:
		return raw{kind: t.Kind, text: string(t.Bytes), rule: t.Rule}, nil
	case jsonscan.Array, jsonscan.Object:
		return readParts(s, t.Kind)
	}
	return raw{kind: jsonscan.Null}, nil
}

func readParts(s *jsonscan.Scanner, kind jsonscan.Kind) (raw, error) {
	r := raw{kind: kind}
	var parts []string
	english := -1
	for key := ""; ; {
		t, err := s.Next()
		if err != nil {
			return r, err
		}
		switch {
		case t.Kind == jsonscan.EndArray || t.Kind == jsonscan.EndObject:
			switch {
			case kind == jsonscan.Object && english >= 0:
				r.text = parts[english]
			case kind == jsonscan.Object && len(parts) > 0:
				r.text = parts[0]
			default:
				r.text = strings.Join(parts, ";")
			}
			return r, nil
		case t.IsKey:
			key = string(t.Bytes)
			continue
		}
		if len(parts) >= maxCells {
			return r, s.TooMany("parts of one value", maxCells)
		}
		part, err := readRaw(s, t)
		if err != nil {
			return r, err
		}
		if part.rule != "" {
			r.rule = part.rule
		}
		if key == "en" {
			english = len(parts)
		}
		parts = append(parts, part.text)
	}
}

// clean gives the text as a cell.
func (r raw) clean() (string, *format.Fault) {
	if r.kind == jsonscan.Number {
		return r.text, nil
	}
	text, _, fault := jsonscan.Clean(jsonscan.Token{Bytes: []byte(r.text), Rule: r.rule}, "")
	return text, fault
}

// cell gives the text of the component for a value of the message. isDefault says
// that there was none and the default of the structure stands in.
func (c *component) cell(r raw) (text string, isDefault bool, fault *format.Fault) {
	switch {
	case r.kind == jsonscan.Null:
		return c.standard, c.standard != "", nil
	case !c.isCoded:
		c.plain = c.plain || (r.kind == jsonscan.Number && !c.isTyped)
		text, fault = r.clean()
		if fault != nil {
			fault.Column = c.id
		}
		return text, false, fault
	}
	i, ok := jsonscan.Index([]byte(r.text))
	switch {
	case r.kind != jsonscan.Number || !ok || i >= uint64(len(c.values)):
		return "", false, &format.Fault{Rule: "index", Column: c.id, Value: format.Cut(r.text), Hint: "ask the publisher for the message again",
			Message: fmt.Sprintf("%s stands where %s has a position in its list of %d values", r.kind, c.id, len(c.values))}
	case c.values[i].isNull:
		return c.standard, c.standard != "", nil
	}
	return c.values[i].text, false, c.values[i].fault
}
