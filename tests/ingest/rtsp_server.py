#!/usr/bin/python3
"""Serves video files as RTSP cameras: every client gets the file from its first picture, in real time, again and again.
With --once a camera plays its file to one client, and then there is no such camera. With --speed the clock of the cameras runs at so many
times the speed of ours: they send in real time, and stamp what they send otherwise.

    rtsp_server.py --port 8554 [--user U --password P] [--once] [--transcode] [--speed S] lobby=clip.mp4 gate=other.mp4

H.264 passes through untouched; anything else, or all of it with --transcode, is encoded with a key frame every half second.
The access units lie in memory, so two clients or a slow disk do not disturb each other. Prints "ready PORT" once it listens.
"""

import argparse
import functools
import sys
import threading
import time

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstApp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstApp, GstRtspServer  # noqa: E402

BYTE_STREAM = "video/x-h264,stream-format=byte-stream,alignment=au"
PASS = "filesrc location=\"{path}\" ! parsebin name=parse ! h264parse config-interval=-1"
ENCODE = (
    "filesrc location=\"{path}\" ! decodebin name=parse ! videoconvert ! video/x-raw,format=I420 ! "
    "x264enc speed-preset=ultrafast tune=zerolatency bitrate=4000 key-int-max={gop} ! h264parse config-interval=-1"
)


def access_units(path, transcode):
    """The file's pictures as [(pts, duration, is_key, bytes)], pts from 0, in decoding order."""
    units = None if transcode else _collect(PASS.format(path=path))
    return units or _collect(ENCODE.format(path=path, gop=12)) or sys.exit(f"{path} holds no video that GStreamer can decode.")


def _collect(head):
    try:
        pipeline = Gst.parse_launch(f"{head} ! {BYTE_STREAM} ! appsink name=out sync=false")
    except GLib.Error as error:
        sys.exit(str(error))
    sink, bus, units = pipeline.get_by_name("out"), pipeline.get_bus(), []
    pipeline.set_state(Gst.State.PLAYING)
    while True:
        sample = sink.try_pull_sample(Gst.SECOND)
        if sample is None:
            failed = bus.pop_filtered(Gst.MessageType.ERROR)
            if sink.is_eos() or (failed and not units):
                break
            continue
        buffer = sample.get_buffer()
        key = not buffer.has_flags(Gst.BufferFlags.DELTA_UNIT)
        units.append((buffer.pts, buffer.duration, key, buffer.extract_dup(0, buffer.get_size())))
    pipeline.set_state(Gst.State.NULL)
    while units and not units[0][2]:
        units.pop(0)
    if not units:
        return None
    first = min(pts for pts, *_ in units)
    return [(pts - first, duration, key, data) for pts, duration, key, data in units]


class Clip(GstRtspServer.RTSPMediaFactory):
    """A mount point; each client has its own reading of the clip."""

    def __init__(self, units, gone, speed=1):
        super().__init__()
        self.units, self.gone, self.speed = units, gone, speed
        last = max(units, key=lambda unit: unit[0])
        step = last[0] // max(1, len(units) - 1)
        self.length = last[0] + step
        self.set_launch(
            f"( appsrc name=src is-live=true format=time block=false max-bytes=2000000 caps={BYTE_STREAM} "
            "! h264parse config-interval=-1 ! rtph264pay name=pay0 pt=96 config-interval=-1 )"
        )
        self.set_shared(False)
        self.connect("media-configure", self._configure)

    def _configure(self, _factory, media):
        source = media.get_element().get_by_name_recurse_up("src")
        position = {"next": 0}
        if self.speed != 1:
            media.get_element().get_parent().connect("deep-element-added", send_at_once)
            begin = threading.Event()
            source.connect("need-data", lambda *_: begin.set())
            threading.Thread(target=self._send, args=(source, begin), daemon=True).start()
            return

        def feed(appsrc, _length):
            index = position["next"]
            turn, place = divmod(index, len(self.units))
            if turn and self.gone:
                self.gone()
                appsrc.emit("end-of-stream")
                return
            pts, _, key, data = self.units[place]
            buffer = Gst.Buffer.new_wrapped(data)
            buffer.pts = turn * self.length + pts
            if not key:
                buffer.set_flags(Gst.BufferFlags.DELTA_UNIT)
            position["next"] = index + 1
            appsrc.emit("push-buffer", buffer)

        source.connect("need-data", feed)

    def _send(self, source, begin):
        begin.wait()
        started, index = time.monotonic(), 0
        while True:
            turn, place = divmod(index, len(self.units))
            pts, _, key, data = self.units[place]
            due = turn * self.length + pts
            time.sleep(max(0.0, started + due / Gst.SECOND - time.monotonic()))
            buffer = Gst.Buffer.new_wrapped(data)
            buffer.pts = int(due * self.speed)
            if not key:
                buffer.set_flags(Gst.BufferFlags.DELTA_UNIT)
            if source.emit("push-buffer", buffer) != Gst.FlowReturn.OK:
                return  # the client has gone
            index += 1


def send_at_once(_pipeline, _bin, element):
    """What is pushed is sent, whatever its stamp: to a sink it is all of an hour ago."""
    if element.find_property("ts-offset") and element.find_property("sync"):
        element.set_property("ts-offset", -3600 * Gst.SECOND)


def protect(server, user, password):
    """Lets only that user in."""
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string(GstRtspServer.RTSP_TOKEN_MEDIA_FACTORY_ROLE, "viewer")
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), token)
    server.set_auth(auth)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", required=True)
    parser.add_argument("--user")
    parser.add_argument("--password", default="")
    parser.add_argument("--once", action="store_true", help="end the stream, and the camera, with the clip")
    parser.add_argument("--speed", type=float, default=1.0, help="of the cameras' clocks")
    parser.add_argument("--transcode", action="store_true", help="a key frame every half second")
    parser.add_argument("clips", nargs="+", metavar="NAME=FILE")
    arguments = parser.parse_args()

    Gst.init(None)
    server = GstRtspServer.RTSPServer(address="127.0.0.1", service=arguments.port)
    for clip in arguments.clips:
        name, path = clip.split("=", 1)
        mounts = server.get_mount_points()
        gone = functools.partial(GLib.idle_add, mounts.remove_factory, f"/{name}") if arguments.once else None
        factory = Clip(access_units(path, arguments.transcode), gone, arguments.speed)
        if arguments.user:
            role = GstRtspServer.RTSPPermissions()
            role.add_permission_for_role("viewer", "media.factory.access", True)
            role.add_permission_for_role("viewer", "media.factory.construct", True)
            factory.set_permissions(role)
        mounts.add_factory(f"/{name}", factory)
    if arguments.user:
        protect(server, arguments.user, arguments.password)

    loop = GLib.MainLoop()
    if not server.attach(loop.get_context()):
        sys.exit(f"Port {arguments.port} is taken.")
    print(f"ready {arguments.port}", flush=True)
    loop.run()


if __name__ == "__main__":
    main()
