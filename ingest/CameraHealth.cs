using Analytics.Contracts;

namespace Analytics.Ingest;

/// <summary>What a camera's grade rests on.</summary>
internal static class CameraHealth
{
    /// <summary>
    /// The grade of a camera: the worst of what its frame rate, its reconnects and its stalls would give alone.
    /// </summary>
    /// <param name="fpsRatio">Frames received to frames asked for, 0 to 1.</param>
    /// <param name="reconnects">Within the last hour.</param>
    /// <param name="stalls">Within the last hour.</param>
    public static HealthGrade Grade(double fpsRatio, int reconnects, int stalls)
    {
        var byRate = fpsRatio switch { >= 0.9 => HealthGrade.A, >= 0.7 => HealthGrade.B, >= 0.4 => HealthGrade.C, _ => HealthGrade.D };
        var byReconnects = reconnects switch { <= 1 => HealthGrade.A, <= 4 => HealthGrade.B, <= 12 => HealthGrade.C, _ => HealthGrade.D };
        var byStalls = stalls switch { 0 => HealthGrade.A, 1 => HealthGrade.B, <= 4 => HealthGrade.C, _ => HealthGrade.D };
        return (HealthGrade)Math.Max((int)byRate, Math.Max((int)byReconnects, (int)byStalls));
    }
}

/// <summary>Counts what happened within the last hour.</summary>
internal sealed class HourlyCount(TimeProvider time)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly Queue<long> _moments = new();

    public int Count
    {
        get
        {
            while (_moments.TryPeek(out var moment) && time.GetElapsedTime(moment) > Hour)
            {
                _moments.Dequeue();
            }

            return _moments.Count;
        }
    }

    public void Add() => _moments.Enqueue(time.GetTimestamp());
}

/// <summary>The rate of a growing counter over the last five seconds, from samples that are taken a few times a second.</summary>
internal sealed class RecentRate(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);
    private readonly Queue<(long Moment, long Count)> _samples = new();

    /// <summary>A second.</summary>
    public double Value { get; private set; }

    public void Sample(long count)
    {
        var now = time.GetTimestamp();
        _samples.Enqueue((now, count));
        while (_samples.Count > 2 && time.GetElapsedTime(_samples.Peek().Moment, now) > Window)
        {
            _samples.Dequeue();
        }

        var (then, before) = _samples.Peek();
        var seconds = time.GetElapsedTime(then, now).TotalSeconds;
        Value = seconds > 0 ? (count - before) / seconds : 0;
    }

    public void Reset()
    {
        _samples.Clear();
        Value = 0;
    }
}
