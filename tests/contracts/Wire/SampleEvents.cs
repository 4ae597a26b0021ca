using Analytics.Contracts;
using CsCheck;

namespace Analytics.Tests.Contracts.Wire;

/// <summary>Events as they may be, for properties.</summary>
internal static class SampleEvents
{
    private static readonly Gen<float> Number = Gen.Float[-1e4f, 1e4f];
    private static readonly Gen<string> Name = Gen.Char.AlphaNumeric.Array[1, 20].Select(letters => new string(letters));
    private static readonly Gen<TimeSpan> Length = Gen.Long[-TimeSpan.TicksPerDay, 1000 * TimeSpan.TicksPerDay].Select(TimeSpan.FromTicks);

    private static readonly Gen<DateTimeOffset> Moment =
        Gen.Long[0, DateTimeOffset.MaxValue.UtcTicks].Select(ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

    private static readonly Gen<Box> Box = Gen.Select(
        Number, Number, Number, Number, (x, y, width, height) => new Box(x, y, width, height));
    private static readonly Gen<byte[]> Crop = Gen.Byte.Array[0, 64];

    private static readonly Gen<FaceQuality> Quality =
        Number.Array[8].Select(q => new FaceQuality(q[0], q[1], q[2], q[3], q[4], q[5], q[6], q[7]));

    private static readonly Gen<Landmarks?> Points = Gen.Bool.SelectMany(known => known
        ? Number.Array[10].Select(p => (Landmarks?)new Landmarks(
            new(p[0], p[1]), new(p[2], p[3]), new(p[4], p[5]), new(p[6], p[7]), new(p[8], p[9])))
        : Gen.Const((Landmarks?)null));

    private static readonly Gen<Template> Template = Gen.Select(
        Name, Gen.Float[0.01f, 1f].Array[1, 300], (model, vector) => new Template(new ModelId(model), vector));

    public static Gen<FaceObserved> Observed { get; } = Gen.Select(
        Gen.Select(Name, Name, Gen.Int, Gen.Long), Gen.Select(Length, Moment, Length, Moment),
        Gen.Select(Box, Quality, Template, Crop), Points,
        (id, times, face, points) => new FaceObserved(
            id.Item1, new(id.Item2), new(id.Item3), new(id.Item4), times.Item1, times.Item2, times.Item3, times.Item4,
            face.Item1, face.Item2, face.Item3, face.Item4)
        { Landmarks = points });

    public static Gen<Alert> Alert { get; } = Gen.Select(
        Gen.Select(Name, Gen.Enum<AlertState>(), Name, Name, Name), Gen.Select(Moment, Moment, Length, Length),
        Gen.Select(Number, Number, Quality, Box, Crop), Gen.Bool,
        (who, times, what, calibrated) => new Alert
        {
            Id = who.Item1,
            State = who.Item2,
            Person = new(who.Item3),
            Camera = new(who.Item4),
            Track = new(7),
            FirstSeen = times.Item1,
            LastSeen = times.Item2,
            FirstMediaTime = times.Item3,
            LastMediaTime = times.Item4,
            Similarity = new(what.Item1),
            Margin = what.Item2,
            FalseMatchRate = calibrated ? 1e-5 : null,
            Crops = 3,
            Quality = what.Item3,
            Box = what.Item4,
            Crop = what.Item5,
            Name = who.Item5,
            GalleryFalseMatchRate = calibrated ? 0 : null,
            FalseMatchLimits = calibrated ? new FalseMatchLimits(1e-6, 1e-4, true, false) : null,
            Evidence = calibrated ? [new AlertCrop(who.Item1, times.Item3, times.Item1, new(what.Item1), what.Item2)] : [],
            IndistinguishableFrom = calibrated ? [new AlikePerson(new(who.Item3)) { Name = who.Item5 }] : [],
        });

    public static Gen<CameraStatus> Status { get; } = Gen.Select(
        Gen.Select(Name, Name, Gen.Enum<CameraState>(), Name), Gen.Select(Gen.Int, Gen.Int, Gen.Int, Gen.Long), Gen.Enum<HealthGrade>(),
        Gen.Bool, Gen.Dictionary(Name, Gen.Long)[0, 3],
        (who, counts, health, analysed, dropped) => new CameraStatus
        {
            Camera = new(who.Item1),
            Source = who.Item2,
            State = who.Item3,
            Reason = who.Item4,
            Epoch = new(counts.Item1),
            Width = counts.Item2,
            Height = counts.Item3,
            ReceivedFps = 12.5,
            AnalysedFps = analysed ? 5.5 : null,
            Received = counts.Item4,
            Dropped = dropped,
            ReconnectsLastHour = counts.Item1,
            StallsLastHour = counts.Item2,
            Health = health,
            Analysed = analysed ? counts.Item4 : null,
            Staleness = analysed ? TimeSpan.FromMilliseconds(counts.Item1) : null,
            KeyFramesOnly = analysed,
            Lag = analysed ? TimeSpan.FromMilliseconds(counts.Item1 + 1) : null,
            Node = analysed ? who.Item1 : null,
            Ended = analysed,
        });

    public static Gen<ICameraEvent> Any { get; } = Gen.OneOf(
        Observed.Select(observed => (ICameraEvent)observed), Alert.Select(alert => (ICameraEvent)alert),
        Status.Select(status => (ICameraEvent)status),
        Gen.Select(Name, Gen.Int, Gen.Long, Length, Moment, (camera, epoch, track, media, at) =>
            (ICameraEvent)new TrackEnded(new(camera), new(epoch), new(track), media, at)),
        Gen.Select(Name, Gen.Int, Length, Moment,
        (camera, epoch, media, at) => (ICameraEvent)new CameraProgressed(new(camera), new(epoch), media, at)),
        Name.Select(camera => (ICameraEvent)new CameraEnded(new(camera))));
}
