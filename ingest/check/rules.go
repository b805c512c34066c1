package check

// Effect is what happens when a rule is broken.
type Effect string

// The effects.
const (
	Refuse Effect = "refuse" // the file, nothing is loaded
	Reject Effect = "reject" // the row
	Skip   Effect = "skip"   // the row is passed over and counted
	Note   Effect = "note"   // an issue, the row is loaded
)

// Rule is one quality rule.
type Rule struct {
	Number int
	Name   string
	Effect Effect
	What   string
}

// Rules are all rules of ingest in the order in which they are applied. A rule
// name that reaches the warehouse stands here.
var rules = []Rule{
	// 100: the file as bytes
	{101, "not-regular", Refuse, "the input is a link, a folder or a device"},
	{102, "empty", Refuse, "the file is empty"},
	{103, "html-page", Refuse, "the file is a web page"},
	{104, "no-data", Refuse, "the file is a message of the server"},
	{105, "type", Refuse, "the file is of no known format"},
	{106, "gzip", Refuse, "gzip data are damaged"},
	{107, "truncated", Refuse, "gzip data end before their time"},
	{108, "checksum", Refuse, "a checksum inside the file does not fit"},
	{109, "trailing", Refuse, "bytes follow the end of gzip data"},
	{110, "size", Refuse, "the contents are larger than the limit"},
	{111, "zip-corrupt", Refuse, "a workbook's archive is damaged"},
	{112, "zip-entries", Refuse, "an archive has too many entries"},
	{113, "zip-path", Refuse, "an archive entry has an unsafe name"},
	{114, "zip-duplicate", Refuse, "an archive holds an entry twice"},
	{115, "zip-type", Refuse, "an archive entry is a link or device"},
	{116, "zip-method", Refuse, "an archive entry is packed in an unknown way"},
	{117, "zip-nested", Refuse, "an archive holds another archive"},
	{118, "encrypted", Refuse, "a workbook is encrypted"},
	{119, "macros", Refuse, "a workbook holds macros"},
	{120, "xml", Refuse, "an XML part is not well formed (140)"},
	{121, "dtd", Refuse, "an XML part declares a document type"},
	{122, "limits", Refuse, "depth, attributes, text length or cells go beyond the limit"},
	{123, "cell-length", Refuse, "a cell is longer than a spreadsheet allows"},
	{124, "xlsx-structure", Refuse, "rows, cells or references of a sheet are out of order"},
	{125, "xlsx-shared", Refuse, "a cell points to a shared text that is not there"},
	{126, "json", Refuse, "JSON is not well formed, or not of its declared form (140)"},
	{127, "duplicate-key", Refuse, "a key stands twice in one JSON object"},
	{128, "snapshot", Refuse, "the bytes kept of a file are gone or no longer have their checksum"},
	{130, "bom", Note, "a byte-order mark was taken off"},
	{131, "utf-16", Note, "UTF-16 was transcoded"},
	{132, "gzip-members", Note, "gzip of several members was read as one"},
	{133, "mixed-line-ends", Note, "line ends are mixed"},
	{134, "cr-line-ends", Note, "lines end with CR alone"},
	{135, "no-final-newline", Note, "the last line has no line end"},
	{136, "external-links", Note, "links to other workbooks were not followed"},
	{137, "embedded-objects", Note, "embedded objects were not read"},
	{138, "hidden", Note, "hidden cells were read"},
	{139, "name-extension", Note, "the file name does not fit the content"},
	{151, "limit-memory", Refuse, "reading the file needs more memory than the limit"},
	{152, "limit-time", Refuse, "reading the file takes more time than the limit"},
	{153, "limit-output", Refuse, "what the file holds takes more room than the limit"},
	{154, "child-died", Refuse, "the process that read the file ended without an answer"},
	// 200: header and structure
	{201, "header", Refuse, "the header is not where or what it should be"},
	{202, "columns", Refuse, "the separator or number of columns is wrong"},
	{203, "header-duplicate", Refuse, "a column name stands twice"},
	{204, "column-missing", Refuse, "a declared column is missing (150/003)"},
	{205, "second-header", Refuse, "a second header stands inside the file"},
	{206, "sheet", Refuse, "no sheet holds a declared table"},
	{207, "sheet-ambiguous", Refuse, "two sheets hold the same table"},
	{208, "layout-ambiguous", Refuse, "a sheet fits two declared tables"},
	{209, "column-ambiguous", Refuse, "a header fits two declared columns"},
	{210, "column-label", Refuse, "a column's name is not in its code list"},
	{211, "unit-suspect", Refuse, "a column of percentages holds fractions"},
	{212, "table", Refuse, "the table can't be told"},
	{213, "structure", Refuse, "a message describes structures and holds no data"},
	{214, "namespace", Refuse, "a namespace is not declared or of a version that is not known (140)"},
	{215, "sdmx-structure", Refuse, "elements of an SDMX message stand where they do not belong"},
	{216, "decimal-mixed", Refuse, "some values have a decimal comma and some a decimal point"},
	{217, "view-ambiguous", Refuse, "a view leaves out a column that varies in it"},
	{219, "column-assumed", Note, "a view leaves out a column; the declared code was taken"},
	{220, "column-undeclared", Note, "a column is not declared and not loaded (150/007)"},
	{221, "layout-missing", Note, "a declared table of the workbook was not found"},
	{222, "trailing-separator", Note, "a separator at line ends was ignored"},
	{230, "structure-undeclared", Note, "a data set names a structure that its header does not declare"},
	{231, "footer", Note, "a message of the server follows the data"},
	{232, "truncated-message", Note, "the header says that the message was cut short"},
	{233, "group-late", Note, "attributes of a group stand after the observations they belong to"},
	{234, "series-empty", Note, "series hold no observations"},
	{235, "values-joined", Note, "several values of an attribute were joined"},
	{236, "numbered-by-element", Note, "rows are numbered by observations, not by lines"},
	{237, "structure-not-flow", Note, "rows name a data structure or a provision agreement, not a flow"},
	{238, "attribute-default", Note, "attributes without a value have the default of the structure"},
	{239, "test-message", Note, "the message says that it is a test"},
	{240, "linked", Note, "a collection links to data sets that it does not hold"},
	{245, "member-unknown", Note, "a member of a JSON object is not of its format and was not read"},
	{246, "attribute-uncoded", Note, "an attribute lists no values and comes as a number"},
	// 300: form of a row
	{301, "quote", Reject, "a quotation mark is misplaced; unclosed, it refuses the file"},
	{302, "ragged", Reject, "the row has more or fewer cells than the header"},
	{303, "too-long", Reject, "a cell is longer than the limit"},
	{304, "encoding", Reject, "bytes are not UTF-8; in many rows, it refuses the file"},
	{305, "control-character", Reject, "a control character stands in a cell"},
	{306, "bidi-control", Reject, "an invisible character stands in a cell"},
	{307, "mojibake", Reject, "text was encoded twice"},
	{308, "label-missing", Reject, "a row of a workbook has values and no label"},
	{309, "duplicate-attribute", Reject, "a dimension or attribute is given twice"},
	{310, "action", Reject, "a row asks for an action that SDMX does not know"},
	{311, "structure-kind", Reject, "a row does not name what its structure is"},
	{312, "surrogate", Reject, "a text of JSON holds half of a character"},
	{313, "key", Reject, "the key of an observation does not fit the dimensions"},
	{314, "index", Reject, "a position is not in the list of values that it points into"},
	{320, "blank", Skip, "an empty line"},
	{321, "footnote", Skip, "a note or source line"},
	{322, "title", Skip, "a title line above a table"},
	{323, "header-row", Skip, "a header row of a workbook"},
	{324, "group", Skip, "a label without values"},
	{325, "no-table", Skip, "a row of a sheet without a declared table"},
	{326, "title-row", Skip, "a row flagged as a title"},
	{327, "deletion", Skip, "a row that asks to delete an observation"},
	{329, "attribute-row", Skip, "attributes of a series without an observation"},
	{330, "trimmed", Note, "blanks around cells were taken off"},
	{331, "nfc", Note, "accents were composed"},
	{332, "key-only", Skip, "an observation or series of its key alone"},
	{333, "mapping-drop", Skip, "a row that a mapping line of the workspace sets aside on purpose"},
	// 400: codes and periods
	{401, "flow", Reject, "the row belongs to another flow"},
	{402, "label-mismatch", Reject, "code and label disagree"},
	{403, "unit-multiplier", Reject, "the file scales its values and the table does not say so"},
	{404, "period", Reject, "the period is in no known form"},
	{405, "frequency", Reject, "the frequency is not known"},
	{406, "period-frequency", Reject, "period and frequency disagree"},
	{407, "edition", Reject, "the edition is in no known form"},
	{408, "dimension-missing", Reject, "a dimension has no code (150/003)"},
	{409, "code", Reject, "a code is not in its list"},
	{410, "label", Reject, "a name is not in its list"},
	{411, "measure", Reject, "no measure of the table has this combination"},
	{412, "territory", Refuse, "the workbook names no territory, or several"},
	{420, "code-unknown", Note, "a code that is not in its list was kept"},
	{421, "flag-unknown", Note, "a flag that is not in its list was kept"},
	{422, "mapped", Note, "a text was read as a code, or its rows set aside, by a mapping line of the workspace"},
	// 500: single values
	{501, "number", Reject, "the value is not a number of the dialect"},
	{502, "grouping", Reject, "thousands are grouped wrongly"},
	{503, "range", Reject, "the value lies outside what is possible"},
	{504, "integer", Reject, "persons are not whole"},
	{505, "value-type", Reject, "a date or truth value stands for a number"},
	{506, "formula", Reject, "a formula has an error or no stored value"},
	{507, "unit", Reject, "a percentage stands for a count"},
	{508, "confidential", Reject, "a value stands beside the flag confidential"},
	{509, "future-period", Reject, "the period begins after the release and is not flagged as a forecast"},
	{520, "number-minus-sign", Note, "typographic minus signs were read"},
	{521, "number-space-grouping", Note, "spaces between thousands were read"},
	{522, "number-as-text", Note, "numbers stored as text were read"},
	{523, "formula-value", Note, "values of formulas were taken as stored"},
	{524, "missing-nan", Note, "NaN, which stands for a missing value in SDMX-ML, was read as empty"},
	{525, "decimal-comma", Note, "values with a decimal comma were read"},
	{526, "number-exponent", Note, "decimal points of numbers with an exponent were moved"},
	// 600: rows against each other
	{601, "duplicate-conflict", Reject, "two rows say different things of the same"},
	{602, "duplicate", Skip, "the row says again what another says"},
	{603, "total", Note, "parts do not add up to their total"},
	{604, "gap", Note, "periods are missing inside series"},
	{605, "total-unchecked", Note, "too many groups to hold totals against their parts"},
	{606, "gap-unchecked", Note, "too many series to look for missing periods"},
	// 700: the file as a whole
	{701, "no-rows", Note, "the file has no rows"},
	{702, "few-rows", Note, "fewer rows than the table has in a complete file"},
	{703, "released-assumed", Note, "the release day was not given"},
}

// Rules lists all rules by number.
func Rules() []Rule { return append([]Rule(nil), rules...) }
