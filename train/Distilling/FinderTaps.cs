namespace Analytics.Train.Distilling;

/// <summary>Where in YuNet-n the parts of <see cref="Networks.FaceFinder"/> have their models.</summary>
internal static class FinderTaps
{
    /// <summary>The model that teaches it.</summary>
    public const string TeacherId = "yunet-n";

    /// <summary>What the parts of the backbone answer.</summary>
    public static readonly string[] Backbone = ["224", "232", "241", "250", "259"];

    /// <summary>What the neck answers at strides 8, 16 and 32.</summary>
    public static readonly string[] Neck = ["283", "273", "263"];

    /// <summary>What the heads share at each stride.</summary>
    public static readonly string[] Shared = ["287", "291", "295"];

    /// <summary>What the heads answer, before the sigmoid: class, objectness, box and points, stride by stride.</summary>
    public static readonly string[] Heads = ["297", "309", "303", "315", "299", "311", "305", "317", "301", "313", "307", "319"];

    /// <summary>All of them, one behind the other.</summary>
    public static readonly string[] All = [.. Backbone, .. Neck, .. Shared, .. Heads];
}
