using Analytics.Ingest;

namespace Analytics.Tests.Ingest;

/// <summary>How a decoder takes what comes, as the test has it.</summary>
sealed class Gauge(Func<bool?> hasUnread, Func<bool>? hasWorked = null) : IInputGauge
{
    public bool? HasUnread() => hasUnread();

    public bool HasWorked() => hasWorked?.Invoke() == true;
}
