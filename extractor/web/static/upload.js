// Sends the chosen files as a job, and shows how much has been sent.
"use strict";

// Until now a click would have sent the form to where only this script can go.
document.querySelector("#upload button").disabled = false;

document.getElementById("upload").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const bar = document.getElementById("sent");
  const said = document.getElementById("said");
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("X-CSRF-Token", document.querySelector("meta[name='csrf-token']").content);
  request.setRequestHeader("Accept", "application/json");
  request.responseType = "json";
  bar.hidden = false;
  request.upload.addEventListener("progress", (now) => {
    if (!now.lengthComputable) return;
    bar.value = Math.round((100 * now.loaded) / now.total);
    said.textContent = form.dataset.sent.replace("%", String(bar.value));
  });
  const failed = () => {
    bar.hidden = true;
    said.textContent = [form.dataset.failed, request.response && request.response.detail].filter(Boolean).join(": ");
  };
  request.addEventListener("error", failed);
  request.addEventListener("load", () => {
    if (request.status === 202) {
      window.location.assign(`/jobs/${encodeURIComponent(request.response.id)}`);
    } else {
      failed();
    }
  });
  request.send(new FormData(form));
});
