using Analytics.Match.Index.Embedded.Kernels;
using Analytics.Match.Index.Embedded.Memory;
using Analytics.Match.Index.Embedded.Store;

namespace Analytics.Match.Index.Embedded;

/// <summary>An operation that waits to be written.</summary>
/// <param name="operation">What is to be done.</param>
/// <param name="codes">The codes of its rows.</param>
internal sealed class Pending(Operation operation, ReadOnlyMemory<byte> codes = default)
{
    /// <summary>What is to be done.</summary>
    public Operation Operation { get; } = operation;

    /// <summary>The codes of its rows, <see cref="FaceCode.Stride"/> bytes each.</summary>
    public ReadOnlyMemory<byte> Codes { get; } = codes;

    /// <summary>Its rows in memory, when it adds faces and was written.</summary>
    public Filled? Filled { get; set; }

    /// <summary>How many faces it changed.</summary>
    public long Result { get; set; }
}
