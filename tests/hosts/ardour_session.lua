-- SPDX-License-Identifier: MIT
-- Runs inside ardour7-lua, without a screen or a sound card:
--   create FOLDER NAME VST3|LV2 ID     a session with the track "Strip" that holds the plugin ID
--   set    FOLDER NAME [LABEL=VALUE …] sets parameters of that plugin, for VST3 normalised ones, and saves
-- Prints "parameter VALUE LABEL" for each as it then is, and "latency FRAMES".
local command, folder, name = arg[1], arg[2], arg[3]
assert (AudioEngine:set_backend ("None (Dummy)", "Unit-Test", ""))

-- The plugin's parameters: label -> index.
local function parameters (processor)
  local plugin = processor:to_insert ():plugin (0)
  local found = {}
  for index = 0, plugin:parameter_count () - 1 do
    if plugin:parameter_is_control (index) and plugin:parameter_is_input (index) then
      found[plugin:parameter_label (index)] = index
    end
  end
  return found
end

local function describe (processor)
  for label, index in pairs (parameters (processor)) do
    print ("parameter", ARDOUR.LuaAPI.get_processor_param (processor, index), label)
  end
  print ("latency", processor:to_insert ():signal_latency ())
end

if command == "create" then
  local session = assert (create_session (folder, name, 48000), "Ardour made no session")
  local track = session:new_audio_track (2, 2, nil, 1, "Strip", ARDOUR.PresentationInfo.max_order,
    ARDOUR.TrackMode.Normal, true):front ()
  local processor = ARDOUR.LuaAPI.new_plugin (session, arg[5], ARDOUR.PluginType[arg[4]], "")
  assert (not processor:isnil (), "Ardour does not know the plugin " .. arg[5])
  track:add_processor_by_index (processor, 0, nil, true)
  describe (processor)
  session:save_state ("")
else
  local session = assert (load_session (folder, name), "Ardour loaded no session")
  local processor = session:route_by_name ("Strip"):nth_plugin (0)
  assert (not processor:isnil (), "the track has lost its plugin")
  for argument = 4, #arg do
    local label, value = arg[argument]:match ("^(.+)=(.+)$")
    local index = assert (parameters (processor)[label], "the plugin has no parameter " .. label)
    assert (ARDOUR.LuaAPI.set_processor_param (processor, index, tonumber (value)))
  end
  describe (processor)
  session:save_state ("")
end
close_session ()
quit ()
