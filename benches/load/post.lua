-- Envoie des dossiers tour à tour, comme JSON ou comme formulaire avec les pièces.
-- LOAD_CLAIMS : les dossiers, un par ligne ; LOAD_EXHIBITS : répertoire des pièces ; LOAD_DELAY : pause en millisecondes
-- avant chaque envoi ; LOAD_COUNT : compte les réponses une à une (statuts, Retry-After, contenu), ce qui coûte un peu à wrk.

local function content(path)
  local file = assert(io.open(path, "rb"))
  local bytes = file:read("*a")
  file:close()
  return bytes
end

local delay_ms = tonumber(os.getenv("LOAD_DELAY") or "0")
local claims, before, after = {}, "", ""
sent, answered, good, busy, wrong = 0, 0, 0, 0, 0
first_wrong = ""

function init()
  for line in io.lines(os.getenv("LOAD_CLAIMS")) do claims[#claims + 1] = line end
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  local dir = os.getenv("LOAD_EXHIBITS") or ""
  if dir ~= "" then
    local edge = "creance-load-7d1c0f"
    local parts = {}
    for path in io.popen('find "' .. dir .. '" -type f ! -name "*.md" | sort'):lines() do
      local name = path:match("[^/]+$")
      parts[#parts + 1] = "--" .. edge .. '\r\nContent-Disposition: form-data; name="files"; filename="' .. name
        .. '"\r\nContent-Type: application/octet-stream\r\n\r\n' .. content(path) .. "\r\n"
    end
    before = "--" .. edge .. '\r\nContent-Disposition: form-data; name="claim"\r\nContent-Type: application/json\r\n\r\n'
    after = "\r\n" .. table.concat(parts) .. "--" .. edge .. "--\r\n"
    wrk.headers["Content-Type"] = "multipart/form-data; boundary=" .. edge
  end
end

function request()
  sent = sent + 1
  return wrk.format(nil, nil, nil, before .. claims[sent % #claims + 1] .. after)
end

if delay_ms > 0 then
  -- Les connexions ne restent pas en rang : la pause varie de moitié autour de sa moyenne.
  function delay()
    return math.floor(delay_ms * (0.5 + math.random()))
  end
end

if os.getenv("LOAD_COUNT") then
  local starts = { ["application/pdf"] = "%PDF-", ["application/zip"] = "PK\3\4", ["application/json"] = "{" }
  function response(status, headers, body)
    answered = answered + 1
    local kind, again = "", nil
    for name, value in pairs(headers) do
      local lower = name:lower()
      if lower == "content-type" then kind = value elseif lower == "retry-after" then again = value end
    end
    local start = starts[kind]
    if status == 200 and start and body:sub(1, #start) == start then
      good = good + 1
    elseif status == 503 and again and kind == "application/problem+json" then
      busy = busy + 1
    else
      wrong = wrong + 1
      first_wrong = status .. " " .. kind
    end
  end
end

local threads = {}
function setup(thread)
  threads[#threads + 1] = thread
end

-- Une ligne : requêtes, microsecondes, refus (statut), erreurs de connexion, p50, p95, p99, puis le compte une à une.
function done(summary, latency)
  local errors = summary.errors
  local sums = { sent = 0, answered = 0, good = 0, busy = 0, wrong = 0 }
  local what = ""
  for _, thread in ipairs(threads) do
    for name in pairs(sums) do sums[name] = sums[name] + (thread:get(name) or 0) end
    if thread:get("first_wrong") ~= "" then what = thread:get("first_wrong") end
  end
  io.write(string.format("LOAD %d %d %d %d %d %d %d %d %d %d %d %d %s\n", summary.requests, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50), latency:percentile(95),
    latency:percentile(99), sums.sent, sums.answered, sums.good, sums.busy, sums.wrong, what))
end
