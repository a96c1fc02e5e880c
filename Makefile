# The words that people use; each is one script or one ninja call. See docs/tour.md.
BUILD ?= build

.PHONY: all run test bench fuzz lint format deb clean

all: $(BUILD)/nuanxin

# The release binary with the pages inside.
$(BUILD)/nuanxin: FORCE
	@tools/deps run
	@tools/pages
	@tools/build release $(BUILD)

FORCE:

# Everything that a new machine needs, then a demo county on http://127.0.0.1:8080
run: all
	@tools/run $(BUILD)/nuanxin

# Everything that a new machine needs, then all checks.
test:
	@tools/deps test
	@tools/test

lint:
	@tools/deps test
	@tools/lint

format:
	@tools/sources | xargs clang-format -i

# A Debian package of the release binary in $(BUILD).
deb: all
	@tools/deb $(BUILD)/nuanxin $(BUILD)

bench: all
	@tools/deps test
	@bench/run

# Each target for FUZZ_SECONDS (default 60).
fuzz:
	@tools/deps test
	@tools/fuzz $${FUZZ_SECONDS:-60}

clean:
	rm -rf build build-*
