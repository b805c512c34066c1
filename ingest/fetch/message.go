package fetch

import (
	"bytes"
	"encoding/xml"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// judgeXML tells data from messages: an error message, a footer alone, a message
// without observations. whole may be cut: then it is data.
func judgeXML(whole []byte, status int) judged {
	m := scanMessage(whole)
	text := strings.Join(m.texts, "; ")
	switch {
	case m.hasObservations, m.isCut && m.isData: // of a large message only the beginning is here
		return judged{ending: ".xml"}
	case m.root == "Error", m.isFooter:
		j := judgeMessage(text, m.code, status)
		if file := m.address(); j.verdict == isTooLarge && file != "" {
			j.verdict, j.file = isPrepared, file
		}
		return j
	case m.isData && (status == http.StatusOK || status == http.StatusPartialContent):
		return judged{verdict: isEmpty, ending: ".xml", message: "a message without observations"}
	case m.isCut:
		return judgeMessage("the answer is XML that is not well formed: "+messageOf(whole), 0, status)
	case m.root == "Structure":
		return judged{verdict: isFault, message: "the answer holds structures, not data"}
	case status != http.StatusOK && status != http.StatusPartialContent:
		return judgeMessage(messageOf(whole), 0, status)
	}
	return judged{verdict: isFault, message: "the answer is XML of another kind than data"}
}

// message is what a scan of an SDMX-ML message finds.
type message struct {
	root            string
	isData          bool
	isFooter        bool
	hasObservations bool
	isCut           bool // the XML goes on or is broken
	code            int
	texts           []string // each once
}

// scanMessage looks for observations and for texts of errors and footers.
func scanMessage(text []byte) message {
	var m message
	d := xml.NewDecoder(bytes.NewReader(text))
	d.CharsetReader = nil
	inside := ""
	for {
		token, err := d.Token()
		if err != nil {
			m.isCut = err.Error() != "EOF"
			return m
		}
		switch t := token.(type) {
		case xml.StartElement:
			name := t.Name.Local
			if m.root == "" {
				m.root = name
				m.isData = strings.HasSuffix(name, "Data") || name == "MessageGroup"
			}
			switch name {
			case "Obs", "Series":
				m.hasObservations = true
				return m
			case "Footer":
				m.isFooter = true
			case "Message", "ErrorMessage":
				if n, err := strconv.Atoi(attribute(t, "code")); err == nil && m.code == 0 {
					m.code = n
				}
			}
			inside = name
		case xml.CharData:
			said := strings.Join(strings.Fields(string(t)), " ")
			if inside == "Text" && said != "" && (m.isFooter || m.root == "Error") {
				m.texts = append(m.texts, said)
			}
		case xml.EndElement:
			inside = ""
		}
	}
}

func attribute(x xml.StartElement, name string) string {
	for _, a := range x.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// address is the first text that is an address and nothing else, or the last word of one.
func (m message) address() string {
	for _, text := range m.texts {
		words := strings.Fields(text)
		last := words[len(words)-1]
		if u, err := url.Parse(last); err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https") {
			return last
		}
	}
	return ""
}
