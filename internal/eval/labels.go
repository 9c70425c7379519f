package eval

import (
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"rtm2"
)

// ReadLabels reads a table with the columns frame and motion: the number of a frame, and 1 for motion, 0 for none, -1
// for not scored. Other columns are passed over.
func ReadLabels(name string) (map[int]Label, error) {
	f, err := os.Open(name)
	if err != nil {
		code := rtm2.CodeUnavailable
		if errors.Is(err, fs.ErrNotExist) {
			code = rtm2.CodeNotFound
		}
		return nil, rtm2.Errorf(code, "cannot read the labels: %w", err)
	}
	defer f.Close()
	labels, err := parseLabels(f)
	if err != nil {
		return nil, rtm2.Errorf(rtm2.CodeInvalid, "%s: %w", name, err)
	}
	return labels, nil
}

func parseLabels(r io.Reader) (map[int]Label, error) {
	rows := csv.NewReader(r)
	rows.ReuseRecord = true
	head, err := rows.Read()
	if err != nil {
		return nil, rtm2.Errorf(rtm2.CodeInvalid, "it is not a table of labels; begin it with frame,motion")
	}
	frame, motion := column(head, "frame"), column(head, "motion")
	if frame < 0 || motion < 0 {
		return nil, rtm2.Errorf(rtm2.CodeInvalid, "its columns are %s; it needs frame and motion",
			strings.Join(head, ","))
	}
	labels := map[int]Label{}
	for line := 2; ; line++ {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return labels, nil
		}
		if err != nil {
			return nil, rtm2.Errorf(rtm2.CodeInvalid, "it is not a table of labels: %w", err)
		}
		n, err := strconv.Atoi(row[frame])
		if err != nil {
			return nil, rtm2.Errorf(rtm2.CodeInvalid, "line %d: frame is %q; use a whole number", line, row[frame])
		}
		switch row[motion] {
		case "1":
			labels[n] = Moving
		case "0":
			labels[n] = Quiet
		case "-1":
			labels[n] = Unscored
		default:
			return nil, rtm2.Errorf(rtm2.CodeInvalid, "line %d: motion is %q; use 1, 0, or -1 for not scored", line,
				row[motion])
		}
	}
}

func column(head []string, name string) int {
	for i, h := range head {
		if strings.TrimPrefix(strings.TrimSpace(h), "\ufeff") == name {
			return i
		}
	}
	return -1
}
