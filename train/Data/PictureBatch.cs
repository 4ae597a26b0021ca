using System.Runtime.InteropServices;
using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;
using OpenCvSharp;
using TorchSharp;

namespace Analytics.Train.Data;

/// <summary>Pictures as the input of a network.</summary>
internal static class PictureBatch
{
    /// <summary><c>float[N, 3, H, W]</c> of 8-bit BGR pictures of one size.</summary>
    public static torch.Tensor Of(IReadOnlyList<Mat> pictures, ModelInput input)
    {
        var (rows, columns) = (pictures[0].Rows, pictures[0].Cols);
        var plane = 3 * rows * columns;
        var batch = torch.empty(pictures.Count, 3, rows, columns);
        var planes = MemoryMarshal.Cast<byte, float>(batch.bytes);
        for (var i = 0; i < pictures.Count; i++)
        {
            PictureTensor.Write(pictures[i], input, planes.Slice(i * plane, plane), rows, columns);
        }

        return batch;
    }
}
