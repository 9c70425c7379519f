package eval

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"rtm2"
)

// Beside holds other programs' figures for the same footage, as a scoring tool has written them.
type Beside struct {
	OpenCV   string `json:"opencv"` // version
	Labelled map[string]struct {
		Algos map[string]map[string]figures `json:"algos"`
	} `json:"labelled"`
}

type figures struct {
	P          *float64 `json:"p"`
	R          *float64 `json:"r"`
	F1         *float64 `json:"f1"`
	FalseAlarm *float64 `json:"false_alarm"`
}

// ReadBeside reads other programs' figures.
func ReadBeside(name string) (*Beside, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, rtm2.Errorf(rtm2.CodeNotFound, "cannot read the figures of other programs: %w", err)
	}
	b := &Beside{}
	if err := json.Unmarshal(data, b); err != nil {
		return nil, rtm2.Errorf(rtm2.CodeInvalid, "%s does not hold figures of other programs: %w", name, err)
	}
	return b, nil
}

// Report writes results as a page of Markdown. beside may be nil.
func Report(out io.Writer, results []Result, beside *Beside) error {
	p := page{results: results, beside: beside}
	p.head()
	p.variants()
	p.failing()
	p.scenes()
	p.footage()
	if _, err := io.WriteString(out, p.b.String()); err != nil {
		return rtm2.Errorf(rtm2.CodeUnavailable, "cannot write the report: %w", err)
	}
	return nil
}

type page struct {
	results []Result
	beside  *Beside
	b       strings.Builder
}

func (p *page) line(format string, args ...any) { fmt.Fprintf(&p.b, format+"\n", args...) }

func (p *page) head() {
	seeds := 0
	for _, r := range p.results {
		seeds = max(seeds, len(r.Scores))
	}
	p.line(preface, seeds)
}

// preface explains the words of the report.
const preface = `# Quality

What the detector makes of the corpus of synthetic scenes and of labelled footage: the worst of %d seeds, number by
number. ` + "`make eval`" + ` writes this page.

- *Block*: 8x8 blocks; *frame*: frames with motion or without. P, R, F1: precision, recall, their harmonic mean.
- *False alarms*: the share of quiet frames with motion reported.
- *Missed*: an event expected, and no alarm while it lasts. *False*: an event reported, and nothing expected.
- *Late*: the first alarm comes later than 300 ms, and three frames, after something is wholly in view. Below zero it
  comes while something still enters the picture.
- In scenes these frames are left out: the warm-up (at most the longer of 2 s and 15 frames), 2.1 s after motion, the
  time that a case grants for learning, and what is labelled as a matter of opinion. In footage every labelled frame
  counts.
`

// order returns the variants and the scenes in the order of judging.
func (p *page) order() (variants, names []string, at map[[2]string]Result) {
	at = map[[2]string]Result{}
	seen := map[string]bool{}
	for _, r := range p.results {
		if r.Footage {
			continue
		}
		if !seen["variant "+r.Variant] {
			variants = append(variants, r.Variant)
		}
		if !seen["name "+r.Name] {
			names = append(names, r.Name)
		}
		seen["variant "+r.Variant], seen["name "+r.Name] = true, true
		at[[2]string{r.Name, r.Variant}] = r
	}
	return variants, names, at
}

// mean is a mean of what is there.
type mean struct {
	sum float64
	n   int
}

func (m *mean) add(x float64) {
	if x >= 0 {
		m.sum += x
		m.n++
	}
}

func (m *mean) value() float64 {
	if m.n == 0 {
		return -1
	}
	return m.sum / float64(m.n)
}

// variants sums the scenes up. F1 is a mean over the scenes with motion.
func (p *page) variants() {
	variants, names, at := p.order()
	if len(variants) == 0 {
		return
	}
	p.line("## All scenes")
	p.line("")
	p.line("| how the scenes are shown | scenes | pass | events expected | missed | false | late |" +
		" block F1 | frame F1 | false alarms |")
	p.line("|---|---|---|---|---|---|---|---|---|---|")
	for _, v := range variants {
		var block, frame, alarms mean
		var count, pass, expected, missed, wrong, late int
		for _, n := range names {
			r, ok := at[[2]string{n, v}]
			if !ok {
				continue
			}
			w := WorstOf(r)
			count++
			if len(w.Failures(r)) == 0 {
				pass++
			}
			expected += r.Scores[0].Events.Expected
			missed, wrong, late = missed+w.Missed, wrong+w.False, late+w.Late
			alarms.add(w.FalseAlarms)
			if r.Scores[0].Events.Expected > 0 {
				block.add(w.BlockF1)
				frame.add(w.FrameF1)
			}
		}
		p.line("| %s | %d | %d | %d | %d | %d | %d | %s | %s | %s |", v, count, pass, expected, missed, wrong, late,
			three(block.value()), three(frame.value()), Percent(alarms.value()))
	}
	p.line("")
}

func (p *page) failing() {
	if len(p.scenesOnly()) == 0 {
		return
	}
	p.line("## Scenes that fail, the worst first")
	p.line("")
	list := FailingScenes(p.results)
	if len(list) == 0 {
		p.line("None.")
	}
	for _, f := range list {
		p.line("- **%s**: %s", f.Name, f.About)
		for _, l := range f.Lines {
			p.line("  - %s", l)
		}
	}
	p.line("")
}

func (p *page) scenesOnly() []Result {
	var out []Result
	for _, r := range p.results {
		if !r.Footage {
			out = append(out, r)
		}
	}
	return out
}

// scenes writes one table for each variant.
func (p *page) scenes() {
	variants, names, at := p.order()
	for _, v := range variants {
		p.line("## Scenes at %s", v)
		p.line("")
		p.line("| scene | events found / expected | false | first alarm | block P / R / F1 | frame P / R / F1 |" +
			" false alarms | reason expected | health |")
		p.line("|---|---|---|---|---|---|---|---|---|")
		for _, n := range names {
			if r, ok := at[[2]string{n, v}]; ok {
				p.scene(r)
			}
		}
		p.line("")
	}
}

func (p *page) scene(r Result) {
	w := WorstOf(r)
	s := worstSeed(r)
	alarm, reason, health := "-", "-", "-"
	if w.Latest != nil {
		alarm = fmt.Sprintf("%d ms, %d frames", w.Latest.Time.Milliseconds(), w.Latest.Frames)
	}
	if w.Reason >= 0 {
		reason = fmt.Sprintf("%s %s", r.Reason, Percent(w.Reason))
	}
	if w.Health >= 0 {
		health = fmt.Sprintf("%s %s", r.Health, Percent(w.Health))
	}
	if w.Mistaken > 0 {
		health += fmt.Sprintf(", wrong %s", Percent(w.Mistaken))
	}
	e := s.Events.Expected
	p.line("| %s | %d / %d | %d | %s | %s | %s | %s | %s | %s |", r.Name, e-w.Missed, e, w.False, alarm,
		triple(s.Block), triple(s.Frame), Percent(w.FalseAlarms), reason, health)
}

// worstSeed returns the score with the lowest frame F1, then block F1.
func worstSeed(r Result) *Score {
	worst := &r.Scores[0]
	for i := range r.Scores {
		s := &r.Scores[i]
		if cmp.Or(cmp.Compare(s.Frame.F1(), worst.Frame.F1()), cmp.Compare(s.Block.F1(), worst.Block.F1())) < 0 {
			worst = s
		}
	}
	return worst
}

// others says where other programs' figures come from.
const others = `MOG2 and KNN are those of OpenCV %s with their default settings, on one thread at full resolution;
"original" is the two-frame detector that this program began as. Their figures are from
` + "`quality.py --algo rtm2,mog2,knn`" + `.
`

func (p *page) footage() {
	head := false
	for _, r := range p.results {
		if !r.Footage {
			continue
		}
		if !head {
			p.line("## Footage")
			p.line("")
			if p.beside != nil {
				p.line(others, p.beside.OpenCV)
			}
			p.line("| recording | detector | block P / R / F1 | frame P / R / F1 | false alarms |" +
				" events found / expected | false |")
			p.line("|---|---|---|---|---|---|---|")
			head = true
		}
		p.recording(r)
	}
}

func (p *page) recording(r Result) {
	w, s := WorstOf(r), worstSeed(r)
	e := s.Events.Expected
	p.line("| %s | **this program** | %s | %s | %s | %d / %d | %d |", r.Name, triple(s.Block), triple(s.Frame),
		Percent(w.FalseAlarms), e-w.Missed, e, w.False)
	if p.beside == nil {
		return
	}
	for _, a := range [][2]string{{"knn", "KNN"}, {"mog2", "MOG2"}, {"rtm2", "original"}} {
		f, ok := p.beside.Labelled[r.Name].Algos[a[0]]
		if !ok {
			continue
		}
		alarms := -1.0
		if x := f["frame"].FalseAlarm; x != nil {
			alarms = *x
		}
		p.line("| | %s | %s | %s | %s | | |", a[1], f["block"].triple(), f["frame"].triple(), Percent(alarms))
	}
}

func (f figures) triple() string {
	if f.P == nil || f.R == nil || f.F1 == nil {
		return "-"
	}
	return fmt.Sprintf("%.3f / %.3f / %.3f", *f.P, *f.R, *f.F1)
}

func triple(c Counts) string {
	if c.TP+c.FN == 0 {
		return "-"
	}
	return fmt.Sprintf("%s / %s / %s", three(c.Precision()), three(c.Recall()), three(c.F1()))
}

func three(x float64) string {
	if x < 0 {
		return "-"
	}
	return fmt.Sprintf("%.3f", x)
}
