package sdmxml

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"fabbisogno/ingest/format"
)

// Limits of the columns of a message.
const (
	maxName  = 255
	maxNames = 2000
)

// names are distinct names in the order of their first appearance.
type names struct {
	list []string
	at   map[string]int
}

func (n *names) add(name []byte) {
	if _, ok := n.at[string(name)]; ok {
		return
	}
	if n.at == nil {
		n.at = map[string]int{}
	}
	n.at[string(name)] = len(n.list)
	n.list = append(n.list, string(name))
}

// survey is what a first, cheap pass over a message finds: the names of all
// dimensions and attributes, wherever in the file they first stand. Columns are
// promised before the first row, and an attribute may first be set on the last.
//
// The pass looks at tags only and checks nothing. Whatever it takes wrongly from
// a damaged file is met by the second pass, which reads strictly and refuses a
// name that is no column.
type survey struct {
	root    string // local name of the root element
	generic bool
	hasFlow bool // a 2.0 data set names its flow
	isEmpty bool // neither series nor observations
	// names by where they stand
	dataset, group, series, obs names
	key, obsKey, groupKey       names // of generic messages
	several                     names // attributes with several values, never dimensions
	inGroup, inSeries, inObs    bool
	inKey, inGroupKey           bool
	depth, dataDepth            int
	scan                        *tagScanner
}

// takeSurvey reads the tags of a file.
func takeSurvey(r io.Reader) (*survey, error) {
	s := &survey{isEmpty: true, scan: &tagScanner{r: r, buf: make([]byte, 64<<10)}}
	for {
		if err := s.tag(); errors.Is(err, io.EOF) {
			return s, nil // also inside a tag: the strict pass says so
		} else if err != nil {
			return nil, err
		}
		if s.root != "" && !isData(s.root) {
			return s, nil
		}
	}
}

// tag reads the next tag.
func (s *survey) tag() error {
	kind, err := s.scan.tag()
	if err != nil {
		return err
	}
	switch kind {
	case tagStart:
		s.depth++
		if err := s.start(); err != nil {
			return err
		}
		if s.scan.closed {
			s.end(s.scan.name)
		}
	case tagEnd:
		s.end(s.scan.name)
	}
	n := 0
	for _, list := range []*names{&s.dataset, &s.group, &s.series, &s.obs, &s.key, &s.obsKey, &s.groupKey, &s.several} {
		n += len(list.list)
	}
	if n > maxNames {
		return format.Refuse("limits", again, "the message has more than %d dimensions and attributes", maxNames)
	}
	return nil
}

// start reads the attributes of a start tag, whose name was read.
func (s *survey) start() error {
	local := s.scan.name
	switch {
	case s.root == "":
		s.root = string(local)
		s.generic = strings.HasPrefix(s.root, "Generic")
		return s.scan.attributes(nil)
	case string(local) == "DataSet" && s.dataDepth == 0:
		s.dataDepth = s.depth
		return s.scan.attributes(func(name, _ []byte) {
			switch {
			case string(name) == "dataflowID":
				s.hasFlow = true
			case !s.generic && !isDataSetAttribute(string(name)):
				s.dataset.add(name)
			}
		})
	case s.dataDepth == 0:
		return s.scan.attributes(nil)
	case s.generic:
		return s.startGeneric(local)
	}
	return s.startSpecific(local)
}

func (s *survey) startGeneric(local []byte) error {
	switch string(local) {
	case "Group":
		s.inGroup = true
	case "Series":
		s.inSeries, s.isEmpty = true, false
	case "Obs":
		s.inObs, s.isEmpty = true, false
	case "SeriesKey", "ObsKey":
		s.inKey = true
	case "GroupKey":
		s.inGroupKey = true
	case "ObsDimension":
		return s.scan.attributes(func(name, value []byte) {
			if string(name) == "id" {
				s.obsKey.add(value)
			}
		})
	case "Value":
		into := s.level()
		switch {
		case s.inKey:
			into = &s.key
		case s.inGroupKey:
			into = &s.groupKey
		}
		return s.scan.attributes(func(name, value []byte) {
			if string(name) == "id" || string(name) == "concept" {
				into.add(value)
			}
		})
	}
	return s.scan.attributes(nil)
}

func (s *survey) startSpecific(local []byte) error {
	into := &s.dataset
	switch string(local) {
	case "Series":
		s.inSeries, s.isEmpty = true, false
		into = &s.series
	case "Obs":
		s.inObs, s.isEmpty = true, false
		into = &s.obs
	case "Atts":
	case "Comp":
		return s.scan.attributes(func(name, value []byte) {
			if string(name) == "id" {
				s.several.add(value)
			}
		})
	default:
		if s.depth != s.dataDepth+1 || string(local) == "Annotations" {
			return s.scan.attributes(nil)
		}
		s.inGroup = true
		into = &s.group
	}
	return s.scan.attributes(func(name, _ []byte) { into.add(name) })
}

// level is where an attribute stands that has no key.
func (s *survey) level() *names {
	switch {
	case s.inObs:
		return &s.obs
	case s.inSeries:
		return &s.series
	case s.inGroup:
		return &s.group
	}
	return &s.dataset
}

func (s *survey) end(local []byte) {
	switch string(local) {
	case "Series":
		s.inSeries = false
	case "Obs":
		s.inObs = false
	case "SeriesKey", "ObsKey":
		s.inKey = false
	case "GroupKey":
		s.inGroupKey = false
	}
	if s.depth == s.dataDepth+1 {
		s.inGroup = false
	}
	if s.depth == s.dataDepth {
		s.dataDepth = 0
	}
	s.depth--
}

const (
	tagStart = iota + 1
	tagEnd
	tagOther
)

// tagScanner finds the tags of an XML text, comments and CDATA passed over.
type tagScanner struct {
	r        io.Reader
	buf      []byte
	pos, end int
	name     []byte // local name of the tag
	nameBuf  [2][maxName]byte
	value    [maxName]byte
	closed   bool // the start tag closes itself
}

func (t *tagScanner) fill() error {
	for {
		n, err := t.r.Read(t.buf)
		if n > 0 {
			t.pos, t.end = 0, n
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (t *tagScanner) peek() (byte, error) {
	if t.pos == t.end {
		if err := t.fill(); err != nil {
			return 0, err
		}
	}
	return t.buf[t.pos], nil
}

// skipTo passes over everything up to c and c itself.
func (t *tagScanner) skipTo(c byte) error {
	for {
		if i := bytes.IndexByte(t.buf[t.pos:t.end], c); i >= 0 {
			t.pos += i + 1
			return nil
		}
		if err := t.fill(); err != nil {
			return err
		}
	}
}

// skipPast passes over everything up to the end of a mark of at most three bytes.
func (t *tagScanner) skipPast(mark string) error {
	var last [3]byte
	for {
		c, err := t.peek()
		if err != nil {
			return err
		}
		t.pos++
		last = [3]byte{last[1], last[2], c}
		if bytes.HasSuffix(last[:], []byte(mark)) {
			return nil
		}
	}
}

// tag goes to the next tag and reads its name.
func (t *tagScanner) tag() (int, error) {
	if err := t.skipTo('<'); err != nil {
		return 0, err
	}
	c, err := t.peek()
	if err != nil {
		return 0, err
	}
	switch c {
	case '?':
		return tagOther, t.skipPast("?>")
	case '!':
		t.pos++
		c, err := t.peek()
		switch {
		case err != nil:
			return 0, err
		case c == '-':
			t.pos++
			if c, err := t.peek(); err != nil || c != '-' {
				return tagOther, err
			}
			t.pos++
			return tagOther, t.skipPast("-->")
		case c == '[':
			return tagOther, t.skipPast("]]>")
		}
		return tagOther, t.skipTo('>')
	case '/':
		t.pos++
		t.name, err = t.word(t.nameBuf[0][:])
		if err != nil {
			return 0, err
		}
		return tagEnd, t.skipTo('>')
	}
	t.name, err = t.word(t.nameBuf[0][:])
	t.closed = false
	return tagStart, err
}

// word reads a name and gives its local part; one longer than a name may be is refused.
func (t *tagScanner) word(into []byte) ([]byte, error) {
	n, colon := 0, -1
	for {
		c, err := t.peek()
		if err != nil {
			return nil, err
		}
		switch c {
		case ' ', '\t', '\r', '\n', '/', '>', '=', '<', '"', '\'':
			return into[colon+1 : n], nil
		case ':':
			colon = n
		}
		if n == len(into) {
			return nil, format.Refuse("limits", again, "a name is longer than %d bytes", maxName)
		}
		into[n] = c
		n++
		t.pos++
	}
}

// attributes reads on to the end of the start tag. f gets the attributes without
// a prefix, with the beginning of their values.
func (t *tagScanner) attributes(f func(name, value []byte)) error {
	for {
		c, err := t.peek()
		if err != nil {
			return err
		}
		switch c {
		case '>':
			t.pos++
			return nil
		case '/':
			t.closed = true
			t.pos++
			continue
		case ' ', '\t', '\r', '\n', '=', '<':
			t.pos++
			continue
		case '"', '\'':
			if err := t.quoted(nil, f); err != nil {
				return err
			}
			continue
		}
		t.closed = false
		word := t.nameBuf[1][:]
		name, err := t.word(word)
		if err != nil {
			return err
		}
		if len(name) == 0 || &name[0] != &word[0] || string(name) == "xmlns" {
			name = nil // prefixed
		}
		for c, err = t.peek(); err == nil && (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '='); c, err = t.peek() {
			t.pos++
		}
		if err != nil {
			return err
		}
		if c == '"' || c == '\'' {
			if err := t.quoted(name, f); err != nil {
				return err
			}
		}
	}
}

// quoted reads a value in quotation marks.
func (t *tagScanner) quoted(name []byte, f func(name, value []byte)) error {
	quote := t.buf[t.pos]
	t.pos++
	if name == nil || f == nil {
		return t.skipTo(quote)
	}
	n := 0
	for {
		i := bytes.IndexByte(t.buf[t.pos:t.end], quote)
		chunk := t.buf[t.pos:t.end]
		if i >= 0 {
			chunk = chunk[:i]
		}
		n += copy(t.value[n:], chunk)
		if i >= 0 {
			t.pos += i + 1
			f(name, t.value[:n])
			return nil
		}
		if err := t.fill(); err != nil {
			return err
		}
	}
}

// dataSetAttributes of the standard; others are attributes of the data.
var dataSetAttributes = []string{"action", "structureRef", "dataScope", "setID", "validFromDate", "validToDate", "publicationYear",
	"publicationPeriod", "reportingBeginDate", "reportingEndDate", "REPORTING_YEAR_START_DAY", "keyFamilyURI", "datasetID", "dataflowID",
	"dataflowAgencyID", "dataProviderID", "dataProviderSchemeAgencyId", "dataProviderSchemeId", "isExternalReference", "type"}

func isDataSetAttribute(name string) bool { return slices.Contains(dataSetAttributes, name) }

func isData(root string) bool {
	switch root {
	case "GenericData", "GenericTimeSeriesData", "StructureSpecificData", "StructureSpecificTimeSeriesData", "CompactData":
		return true
	}
	return false
}
