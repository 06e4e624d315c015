// A table that fits is no stop for the Tab key; one that must be scrolled sideways is.

const watcher = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth + 1) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});

document.querySelectorAll("[data-table-scroll]").forEach((box) => watcher.observe(box));
